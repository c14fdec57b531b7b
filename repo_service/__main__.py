"""``python -m repo_service`` is the command line."""

from repo_service.cli import main

if __name__ == "__main__":
    main()
