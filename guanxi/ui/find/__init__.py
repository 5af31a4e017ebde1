"""The one search field: records, pages, and what could be made under the name that was typed."""
