"""The product for other programs: everything that the screens can do, by the same verbs and forms."""
