"""The pages of the implementation plan: they translate HTTP, the verbs beside them decide."""
