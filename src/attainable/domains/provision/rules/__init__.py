"""Pure decisions about provision, each naming its source. Knows no Django."""
