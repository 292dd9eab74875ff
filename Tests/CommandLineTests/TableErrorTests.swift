import Testing
import TideModel

/// What is said of a table of files that cannot be read, word for word.
@Suite("Errors of tables")
struct TableErrorTests {
    private static let e = CommandRefusal.events

    private static let options: [CommandRefusal] = [
        .sql(
            .optionUnknown,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTriger '1')",
            """
            error [UNKNOWN_OPTION]: a json table has no option 'maxFilesPerTriger'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTriger '1')
                                                                               ^^^^^^^^^^^^^^^^^^^^^
              next: did you mean maxFilesPerTrigger?
            """),
        .sql(
            .optionUnknown,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', nonsense '1')",
            """
            error [UNKNOWN_OPTION]: a json table has no option 'nonsense'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', nonsense '1')
                                                                               ^^^^^^^^^^^^
              next: the options are: path, maxFilesPerTrigger, maxBytesPerTrigger, appends, \
            onChangedInput, mode, settleTime, columnNameOfCorruptRecord, primitivesAsString, \
            samplingRatio, dropFieldIfAllNull, inferTimestamp, multiLine, lineSep, encoding, charset, \
            pathGlobFilter, recursiveFileLookup, basePath, partitionColumns, latestFirst, maxFileAge, \
            fileNameOnly, cleanSource, sourceArchiveDir, maxCachedFiles, discardCachedInputRatio, \
            allowComments, allowUnquotedFieldNames, allowSingleQuotes, allowNumericLeadingZeros, \
            allowNonNumericNumbers, allowBackslashEscapingAnyCharacter, allowUnquotedControlChars
            """),
        .sql(
            .optionUnsupported,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxNumLen '1')",
            """
            error [UNSUPPORTED_FEATURE]: option 'maxNumLen' is not supported by this version
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxNumLen '1')
                                                                               ^^^^^^^^^^^^^
              next: leave it out
            """),
        .sql(
            .optionTwice, "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', path 'f')",
            """
            error [INVALID_OPTION_VALUE]: option 'path' is given twice
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', path 'f')
                                                                               ^^^^
              next: names compare without regard to case; leave one out
            """),
        .sql(
            .writerOptionValue,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTrigger '0')",
            """
            error [INVALID_OPTION_VALUE]: option 'maxFilesPerTrigger' is '0', expected a positive integer
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTrigger '0')
                                                                               ^^^^^^^^^^^^^^^^^^^^^^
            """),
        .sql(
            .optionWrong,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', mode 'FAILFATS')",
            """
            error [INVALID_OPTION_VALUE]: option 'mode' is 'FAILFATS', expected 'PERMISSIVE', \
            'DROPMALFORMED' or 'FAILFAST'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', mode 'FAILFATS')
                                                                               ^^^^^^^^^^^^^^^
              next: did you mean FAILFAST?
            """),
        .sql(
            .writerOptionValue,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', appends 'maybe')",
            """
            error [INVALID_OPTION_VALUE]: option 'appends' is 'maybe', expected 'error', 'follow' \
            or 'ignore'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', appends 'maybe')
                                                                               ^^^^^^^^^^^^^^^
            """),
        .sql(
            .writerOptionValue,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', settleTime 'soon')",
            """
            error [INVALID_OPTION_VALUE]: option 'settleTime' is 'soon', expected a time such as '1 second'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', settleTime 'soon')
                                                                               ^^^^^^^^^^^^^^^^^
            """),
        .sql(
            .writerOptionValue,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', onChangedInput 'halt')",
            """
            error [INVALID_OPTION_VALUE]: option 'onChangedInput' is 'halt', expected 'stop', \
            'skip' or 'as-new'
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', onChangedInput 'halt')
                                                                               ^^^^^^^^^^^^^^^^^^^^^
            """),
        .sql(
            .optionsExclusive,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTrigger '1', "
                + "maxBytesPerTrigger '1')",
            """
            error [INVALID_OPTION_VALUE]: options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be \
            both set at the same time
              line 1:78 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', maxFilesPerTrigger '1', \
            maxBytesPerTrigger '1')
                                                                                                       \
            ^^^^^^^^^^^^^^^^^^^^^^
              next: leave one out
            """),
        .sql(
            .pathOptionAbsent, "CREATE TABLE e (n INT) USING json OPTIONS (mode 'FAILFAST')",
            """
            error [INVALID_OPTION_VALUE]: a json table needs the option 'path'
              next: add OPTIONS (path 'directory')
            """),
        .sql(
            .globWrong, "CREATE TABLE e (n INT) USING json OPTIONS (path 'e/{a,b.json')",
            """
            error [INVALID_OPTION_VALUE]: the pattern '{a,b.json' is wrong: '{' is not closed, or runs \
            backwards
              next: close it, or put a backslash before a character that stands for itself
            """),
        .sql(
            .optionNotOfStreams,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', modifiedBefore '2020')",
            """
            error [INVALID_OPTION_VALUE]: option 'modifiedBefore' is not allowed in file stream sources
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', modifiedBefore '2020')
                                                                               ^^^^^^^^^^^^^^^^^^^^^
              next: leave it out; pathGlobFilter chooses files by their names
            """),
        .sql(
            .optionLosesInput,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'e', ignoreMissingFiles 'true')",
            """
            error [UNSUPPORTED_FEATURE]: option 'ignoreMissingFiles' is not supported: it would pass over \
            input without a word
              line 1:54 | CREATE TABLE e (n INT) USING json OPTIONS (path 'e', ignoreMissingFiles 'true')
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^
              next: leave it out; move files away that are not to be read
            """),
        .sql(
            .basePathElsewhere,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'events', basePath 'blank')",
            """
            error [INVALID_OPTION_VALUE]: wrong basePath 'DIR/blank' for the path 'DIR/events'
              next: name a directory that the path lies in
            """),
        .sql(
            .archiveDirectoryAbsent,
            "CREATE TABLE e (n INT) USING json OPTIONS (path 'events', cleanSource 'archive')",
            """
            error [INVALID_OPTION_VALUE]: cleanSource 'archive' must be used with the option \
            'sourceArchiveDir'
              line 1:59 | CREATE TABLE e (n INT) USING json OPTIONS (path 'events', cleanSource 'archive')
                                                                                    ^^^^^^^^^^^^^^^^^^^^^
              next: name a directory on the same file system, apart from the input
            """),
        .sql(
            .archiveWithinInput,
            "CREATE TABLE e\nUSING json OPTIONS (path 'e', cleanSource 'archive', sourceArchiveDir 'e/a')",
            """
            error [INVALID_OPTION_VALUE]: sourceArchiveDir 'DIR/e/a' and the input 'DIR/e' lie within one \
            another
              line 1:14 | CREATE TABLE e
                                       ^
              next: name a directory apart from the input: archived files would be read again
            """),
    ]

    private static let tables: [CommandRefusal] = [
        .sql(
            .columnTypeUnreadable,
            "CREATE TABLE e (s MAP<INT, INT>) USING json OPTIONS (path 'e')",
            """
            error [UNSUPPORTED_FEATURE]: column 's' is a MAP<INT, INT>, which this version cannot read \
            from JSON
              line 1:14 | CREATE TABLE e (s MAP<INT, INT>) USING json OPTIONS (path 'e')
                                       ^
              next: leave it out, or declare it STRING to get its JSON text
            """),
        .sql(
            .fileFormatNotSupported, "CREATE TABLE e (a INT) USING csv OPTIONS (path 'e')",
            """
            error [UNSUPPORTED_FEATURE]: csv files are not supported by this version
              line 1:30 | CREATE TABLE e (a INT) USING csv OPTIONS (path 'e')
                                                       ^^^
              next: use json
            """),
        .sql(
            .tableAlreadyCreated, "\(e)CREATE TABLE E (a INT) USING json OPTIONS (path 'f')",
            """
            error [TABLE_OR_VIEW_ALREADY_EXISTS]: table 'E' is created twice
              line 2:14 | CREATE TABLE E (a INT) USING json OPTIONS (path 'f')
                                       ^
              next: give one of them another name
            """),
        .sql(
            .streamingTableInSession, "\(e)CREATE STREAMING TABLE s AS SELECT action FROM STREAM e",
            """
            error [USAGE]: 's' is a streaming table, which a session does not run
              next: use tidemark run with a --checkpoint directory
            """),
        .sql(
            .streamingAction, "\(e)SELECT action FROM STREAM e",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: queries with streaming sources must be executed with \
            writeStream.start()
              next: leave STREAM out, or use read instead of readStream, to query the files as they are now
            """),
        .sql(
            .corruptColumnType,
            "CREATE TABLE e (_corrupt_record INT) USING json OPTIONS (path 'e')",
            """
            error [INVALID_SCHEMA]: column '_corrupt_record', which takes the text of malformed lines, is \
            INT; it must be STRING
              line 1:14 | CREATE TABLE e (_corrupt_record INT) USING json OPTIONS (path 'e')
                                       ^
              next: declare it STRING, or give that column another name: OPTIONS \
            (columnNameOfCorruptRecord ..)
            """),
    ]

    private static let columns: [CommandRefusal] = [
        CommandRefusal(
            .noFilesToInfer,
            ["sql", "-e", "CREATE TABLE f USING json OPTIONS (path 'empty');\nSELECT * FROM f"],
            """
            error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'f' cannot be inferred: 'DIR/empty' \
            holds no file yet
              next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's \
            schema(..)
            """,
            setup: "mkdir empty"),
        .sql(
            .noFieldsToInfer,
            "CREATE TABLE f USING json OPTIONS (path 'blank');\nSELECT * FROM f",
            """
            error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'f' cannot be inferred: there is no \
            field in 0 lines of 1 file in 'DIR/blank'
              next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's \
            schema(..)
            """),
        .sql(
            .repeatedField,
            "CREATE TABLE f USING json OPTIONS (path 'twice');\nSELECT * FROM f",
            """
            error [INVALID_SCHEMA]: field 'a' stands twice in the object at byte 8 of 'DIR/twice/1.json': \
            no columns can be inferred
              next: mend the line, or list the columns: the last value of a field counts then
            """),
        .sql(
            .fieldsAlike,
            "CREATE TABLE f USING json OPTIONS (path 'alike');\nSELECT * FROM f",
            """
            error [INVALID_SCHEMA]: the columns of table 'f' cannot be inferred: its fields 'A' and 'a' \
            differ in case only
              next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's \
            schema(..)
            """),
        .sql(
            .inputAbsent,
            "CREATE TABLE f USING json OPTIONS (path 'none');\nSELECT * FROM f",
            """
            error [PATH_NOT_FOUND]: input path 'DIR/none' does not exist
              next: create it or correct OPTIONS (path ..); a relative path starts at the job file
            """),
    ]

    @Test("options of a table", arguments: options)
    func optionsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("tables as a whole", arguments: tables)
    func tablesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("columns that cannot be inferred", arguments: columns)
    func columnsRows(_ row: CommandRefusal) throws { try row.check() }
}
