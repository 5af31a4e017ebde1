"""The page kit: shell, navigation, list engine, forms, panels, keyboard, search palette. Knows kinds, no nouns of the trade."""
