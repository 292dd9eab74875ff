/// Every error a user can meet, by code; docs/errors.md is this list.
package enum ErrorCatalogue {
    package static let all: [ErrorCondition] = names
}
