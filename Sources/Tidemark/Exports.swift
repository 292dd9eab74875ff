// A program that imports Tidemark spells the types of these two without importing them.
@_exported public import TideColumnar
@_exported public import TideModel
