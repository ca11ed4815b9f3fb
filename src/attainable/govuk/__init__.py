"""GOV.UK components for Jinja2 pages: environment, form fields, layout. No word of SEND."""
