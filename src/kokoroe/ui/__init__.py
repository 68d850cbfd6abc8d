"""How every page looks and is said: base templates, form renderer, components, styles. No domain words."""
