"""Workshop: the verbs of the product, ``fn(uow, actor, ...)``. Permission first; no HTTP; nothing commits inside."""
