"""情報漏洩・不正アクセス等: reporting prepared beforehand, an incident's stages, and what follows it."""
