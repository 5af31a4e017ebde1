"""What is bought together and what is bought next: plain functions of who bought what on which day. NumPy and SciPy, no I/O."""
