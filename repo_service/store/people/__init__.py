"""People, accounts, institutions and bodies as rows: who may sign in, who held which mandate, who was partner when."""
