/// Every error a user can meet, by topic; docs/errors.md is this list.
package enum ErrorCatalogue {
    package static let all: [ErrorCondition] = [
        usage,
        syntax,
        names,
        queries,
        relations,
        streaming,
        streamOperations,
        transforms,
        statements,
        functions,
        sessions,
        options,
        outputModes,
        writers,
        sinks,
        arithmetic,
        job,
        input,
        inference,
        checkpoint,
        administration,
        plots,
        crashTests,
        machine,
    ].flatMap { $0 }
}
