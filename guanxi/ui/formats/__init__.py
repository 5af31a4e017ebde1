"""How dates and times are written, where a language's own way could be misread."""
