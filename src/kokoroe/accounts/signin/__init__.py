"""ログイン: how somebody gets in, with what they prove it, and what they are asked again."""
