"""Pages of children, the register and schools: addresses, views, forms, presenters."""
