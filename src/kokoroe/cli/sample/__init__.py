"""A sample installation: people, firms and contracts that are plainly made up, brought about by the product's verbs.

Every moment lies in the past of the moment the sample is made at, so that its pages look alive.
"""
