import TideColumnar
import TideDurableIO
package import TideModel
package import TidePlanning

/// Rows that are not there yet: a query that actions such as `show`, `collect` and `count` run.
///
/// Transformations (`select`, `filter`, `groupBy`, ..) only describe the query and never throw. What is wrong
/// with one is thrown by the action, and by `schema`, as a `TidemarkError` that says in which call it is.
/// Actions work on threads of their own, not on those of Swift's concurrency.
public struct DataFrame: Sendable {
    /// A call that made the plan, for errors.
    struct Call: Sendable {
        var text: String
        var plan: UnresolvedPlan
    }

    package let session: Session
    /// The query as described so far, or what was wrong with a call.
    package let plan: Result<UnresolvedPlan, TidemarkError>
    let calls: [Call]

    private init(_ session: Session, _ plan: Result<UnresolvedPlan, TidemarkError>, calls: [Call]) {
        self.session = session
        self.plan = plan
        self.calls = calls
    }

    package init(_ session: Session, plan: UnresolvedPlan) {
        self.init(session, .success(plan), calls: [])
    }

    /// The DataFrame that `call` of a session makes.
    init(_ session: Session, call: String, _ make: () throws -> UnresolvedPlan) {
        do {
            let plan = try make()
            self.init(session, .success(plan), calls: [Call(text: call, plan: plan)])
        } catch {
            self.init(session, .failure(TidemarkError(error, in: call)), calls: [])
        }
    }

    /// The DataFrame after `call`; an earlier failure stays.
    func then(
        _ call: @autoclosure () -> String,
        _ make: (UnresolvedPlan) throws(TidemarkError) -> UnresolvedPlan
    ) -> DataFrame {
        guard case .success(let child) = plan else { return self }
        do throws(TidemarkError) {
            let made = try make(child)
            return DataFrame(session, .success(made), calls: calls + [Call(text: call(), plan: made)])
        } catch {
            return DataFrame(session, .failure(TidemarkError(error, in: call())), calls: [])
        }
    }

    /// A DataFrame whose actions all throw the error.
    func failed(_ error: any Error) -> DataFrame {
        let known = error as? TidemarkError
        return DataFrame(
            session, .failure(known ?? TidemarkError(.unexpectedFailure, ["what": "\(error)"])), calls: [])
    }

    /// The analysed query.
    ///
    /// - Throws: `TidemarkError`, with the call that is wrong.
    package func analyzed() throws -> LogicalPlan {
        let plan = try plan.get()
        do {
            return try session.analyze(plan)
        } catch {
            for call in calls {
                do { _ = try session.analyze(call.plan) } catch { throw TidemarkError(error, in: call.text) }
            }
            throw error
        }
    }

    /// The query's rows; runs on the calling thread until they are there.
    ///
    /// - Throws: `TidemarkError`.
    package func run() throws -> QueryResult { try session.run(try analyzed()) }
}

extension TidemarkError {
    /// The error with the call of the API it happened in, without a place in a text.
    init(_ error: any Error, in call: String) {
        self =
            switch error {
            case let error as TidemarkError: error.prefixed(with: call)
            case let failure as IOFailure: TidemarkError(failure).prefixed(with: call)
            default: TidemarkError(.unexpectedFailure, ["what": "\(call): \(error)"])
            }
    }
}
