"""`python -m guanxi.config.cli`, where no script is installed."""

from guanxi.config.cli import main

main()
