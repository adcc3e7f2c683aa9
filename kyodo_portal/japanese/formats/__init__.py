"""How dates are typed here, for Django's forms (settings.FORMAT_MODULE_PATH)."""
