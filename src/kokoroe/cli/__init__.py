"""The commands of `kokoroe`, one module for each group; none imports Django before it needs it."""
