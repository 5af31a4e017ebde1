"""Figures that somebody looks at every morning: named dashboards of questions, one's own or given to roles."""
