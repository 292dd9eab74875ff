import Foundation

/// Files compressed by the tools that people use: Python's gzip module and zstd.
package enum CompressedSamples {
    /// Forty lines, `Workshop.lines` of a, b and c in turn: 870 bytes.
    package static let lines = (0..<40).map {
        "{\"action\":\"\(["a", "b", "c"][$0 % 3])\",\"n\":\($0)}\n"
    }.joined()

    /// The lines of `bigGzip` and `bigZstandard`.
    package static let big = (0..<1_200).map {
        "{\"action\":\"\(["x", "y", "z"][$0 % 3])\",\"n\":\($0 % 7),\"pad\":\""
            + String(repeating: "p", count: 500 * ($0 % 11)) + "\"}\n"
    }.joined()

    /// By Python's gzip, level 9.
    package static let linesGzip = bytes(
        "H4sIAAAAAAACA22SOwrDMBAF+xxj6xTaffrmNo6rNHbjzvjuMTgQDFMJHswgodltmrfPutjLJnvaeabjsf/H9zX6"
            + "bZyvMW7jDxfhmfBCeCW8Ed4JH3j5RLw7CTzQIDRkNBQ0VDQ0NHQ0DPyDRIZwMkSgQWjIaChoqGhoaOhoGJgSpihs"
            + "URwj1ijMUdijMEhhkcIkdb7tC6ZLMfFmAwAA")

    /// By zstd, level 19.
    package static let linesZstandard = bytes(
        "KLUv/QRoVQMA8oUQELAdAymmmGewYZNsKRx2ysVgpqOfm5eT/34/nox8bFxMfNv1cCrqqWkp6eu2owkdU8iXWxmY"
            + "Q4UXRFhBhQddbCvIKqgRMPX9O9BTcRFohBkCJOwPxzCUQCGIHCZHLrTLXk1cL15EDaufWpE=")

    /// The lines in four gzip members, cut anywhere; one of them is empty.
    package static let linesGzipMembers = bytes(
        "H4sIAAAAAAACA6tWSkwuyczPU7JSSlTSUQLSBrVc1QjBJIigIYpgMkTQCEUQqt0YUzsANxxzkGQAAAAfiwgAAAAA"
            + "AAIDU7IyqeWqVkpMLsnMz1OyUkpW0lEC0qYogokQQTMUwSSIoDk27RbYtFti025ogE2/oSE2AwyNsJpgDBIFAFoA"
            + "lXjIAAAAH4sIAAAAAAACAwMAAAAAAAAAAAAfiwgAAAAAAAIDbc8rDoAwEEVRzzJGI9qZ/mA3pQoDBkfYOxVFkFz1"
            + "kitO8mq79vOQVZrM0teHZ7qlfrWOGn91GzX96idkFAoKCwnqSFBPgioKhkJAIaKQUMgoFBQWEsyRYJ4EUxQMhYBC"
            + "RCGhkFEoKPRvL2bIQYE6AgAA")

    /// The lines in two frames with a skippable one between them.
    package static let linesZstandardFrames = bytes(
        "KLUv/QRYlQEABAJ7ImFjdGlvbiI6ImEiLCJuIjowfQpiMWMyYTNiIiwibgcA4AgYDhwGBgHnwGDRmHdjxu27UCpN"
            + "GAMAAABhYmMotS/9BFiNAwAiRhIVsKU5uAWBQCDNDAARESFSSgMa48ggQoF6blxKnsbezQOLfmxaTpzFn63jjnxq"
            + "XkyaR1/NPsyo58alJBVRQ71SEQGA4K2BUGSqRKgRwLv/G/ClMRAsLO4DT7FUa0xplvxapWnnKVva1uwtdLDJKhDo"
            + "nSY=")

    /// The lines by another level.
    package static let linesGzipLevel1 = bytes(
        "H4sIAAAAAAAEA1XPOw7CMBQF0Z5lvJoC2/x3E1LRQEMXsXci5Y7QVJau9EY+S03z5/l+1b2m2tf6Hr675T8+trFp"
            + "nLexa8z50Jjzo8acnzTm/Kwx5xeNOb9qzPlNI583KffNpgSaURSsomAWBbsoGEbBMgqmUbAthW5bCt22FLptFGyj"
            + "YBsF2yjYRsE2CrZRsC2FYVsKw7YUhm0UbKNgGwXbKNhGwTYKtlFYbT+mSzHxZgMAAA==")

    /// The lines and one more, {"action":"d","n":40}.
    package static let moreGzip = bytes(
        "H4sIAAAAAAACA22TOwrDMBAF+xxj6xTaffrmNo7TpEmadCZ3j8GGIJhK8GAGC403W9bP8/2ymy12tf1M38v2H+/H"
            + "6NO4HmNM44mL8Ex4IbwS3gjvhA/8+ES8Owk80CA0ZDQUNFQ0NDR0NAx8g0SGcDJEoEFoyGgoaKhoaGjoaBiYEqYo"
            + "bFEcI9YozFHYozBIYZHCJDXf7XH+EfvdfjdkFYV8AwAA")

    /// Nothing, compressed.
    package static let emptyGzip = bytes(
        "H4sIAAAAAAACAwMAAAAAAAAAAAA=")

    /// Nothing, compressed.
    package static let emptyZstandard = bytes(
        "KLUv/SQAAQAAmenYUQ==")

    /// 1,200 lines: action x, y, z in turn, n from 0 to 6 in turn, a pad of 0 to 5,000 bytes; 3033500 bytes.
    package static let bigGzip = bytes(
        "H4sIAAAAAAACA+3dsW5uO24G0D6PcespbB/7FHmbQdKkSaZIQXKQd88AM0ESgbW2trhWYxh/JwiiJIjf/usff/6X"
            + "//y3//j3P/75j/jjT3/87e/Hn/74y5//9W////Ff//TX//01//7r5//8+hfG+f8zov4+I77MCJi6CvyjavyyCgBM"
            + "Wfn/cSL4tvIDwK3V/h+3PT+qPQDALTu8f9zk/7bDAwCAt+7qc3nVaXwAAABOP8mVDjwAAAA4/PQe0lIAAAAAHte+"
            + "nJdsCQAAAAAbtV1R3/1Xy0JqsfnS3epKOYTpVUMqEsCYlT+kKADA5dU+dV0CAFy2wytdGgAA8PJdfSyvOo0PAADA"
            + "6Se51IEHAAAAh5/eS1oKAAAAwOPal/OSLQEAAABgo7Yr6rP/allJLTZfultdKYcwvWpIRQIYs/KXFAUAuLzah65L"
            + "AIDLdnipSwMAAF6+q6/lVafxAQAAOP0kFzrwAAAA4PDTe0pLAQAAAHhc+3JesiUAAAAAbNR2Rf30Xy1LqcXmS3er"
            + "K+UQplcNqUgAY1b+lKIAAJdX+9J1CQBw2Q4vdGkAAMDLd/W5vOo0PgAAAKef5EoHHgAAABx+eg9pKQAAAACPa1/O"
            + "S7YEAAAAgI3arqiv/qtlIbXYfOludaUcwvSqIRUJYMzKH1IUAODyap+6LgEALtvhlS4NAAB4+a4+lledxgcAAOD0"
            + "k1zqwAMAAIDDT+8lLQUAAADgce3LecmWAAAAALBR2xX1u/9qWUktNl+6W10phzC9akhFAhiz8pcUBQC4vNqHrksA"
            + "gMt2eKlLAwAAXr6rr+VVp/EBAAA4/SQXOvAAAADg8NN7SksBAAAAeFz7cl6yJQAAAABs1HZF/eq/WpZSi82X7lZX"
            + "yiFMrxpSkQDGrPwpRQEALq/2pesSAOCyHV7o0gAAgJfv6nN51Wl8AAAATj/JlQ48AAAAOPz0HtJSAAAAAB7XvpyX"
            + "bAkAAAAAG7VdUR/9V8tCarH50t3qSjmE6VVDKhLAmJU/pCgAwOXVPnVdAgBctsMrXRoAAPDyXX0srzqNDwAAwOkn"
            + "udSBBwAAAIef3ktaCgAAAMDj2pfzki0BAAAAYKO2K+q7/2pZSS02X7pbXSmHML1qSEUCGLPylxQFALi82oeuSwCA"
            + "y3Z4qUsDAABevquv5VWn8QEAADj9JBc68AAAAODw03tKSwEAAAB4XPtyXrIlAAAAAGzUdkV99l8tS6nF5kt3qyvl"
            + "EKZXDalIAGNW/pSiAACXV/vSdQkAcNkOL3RpAADAy3f1ubzqND4AAACnn+RKBx4AAAAcfnoPaSkAAAAAj2tfzku2"
            + "BAAAAICN2q6on/6rZSG12HzpbnWlHML0qiEVCWDMyh9SFADg8mqfui4BAC7b4ZUuDQAAePmuPpZXncYHAADg9JNc"
            + "6sADAACAw0/vJS0FAAAA4HHty3nJlgAAAACwUdsV9dV/taykFpsv3a2ulEOYXjWkIgGMWflLigIAXF7tQ9clAMBl"
            + "O7zUpQEAAC/f1dfyqtP4AAAAnH6SCx14AAAAcPjpPaWlAAAAADyufTkv2RIAAAAANmq7on73Xy1LqcXmS3erK+UQ"
            + "plcNqUgAY1b+lKIAAJdX+9J1CQBw2Q4vdGkAAMDLd/W5vOo0PgAAAKef5EoHHgAAABx+eg9pKQAAAACPa1/OS7YE"
            + "AAAAgI3arqhf/VfLQmqx+dLd6ko5hOlVQyoSwJiVP6QoAMDl1T51XQIAXLbDK10aAADw8l19LK86jQ8AAMDpJ7nU"
            + "gQcAAACHn95LWgoAAADA49qX85ItAQAAAGCjtivqo/9qWUktNl+6W10phzC9akhFAhiz8pcUBQC4vNqHrksAgMt2"
            + "eKlLAwAAXr6rr+VVp/EBAAA4/SQXOvAAAADg8NN7SksBAAAAeFz7cl6yJQAAAABs1HZFffdfLUupxeZLd6sr5RCm"
            + "Vw2pSABjVv6UogAAl1f70nUJAHDZDi90aQAAwMt39bm86jQ+AAAAp5/kSgceAAAAHH56D2kpAAAAAI9rX85LtgQA"
            + "AACAjdquqM/+q2Uhtdh86W51pRzC9KohFQlgzMofUhQA4PJqn7ouAQAu2+GVLg0AAHj5rj6WV53GBwAA4PSTXOrA"
            + "AwAAgMNP7yUtBQAAAOBx7ct5yZYAAAAAsFHbFfXTf7WspBabL92trpRDmF41pCIBjFn5S4oCAFxe7UPXJQDAZTu8"
            + "1KUBAAAv39XX8qrT+AAAAJx+kgsdeAAAAHD46T2lpQAAAAA8rn05L9kSAAAAADZqu6K++q+WpdRi86W71ZVyCNOr"
            + "hlQkgDErf0pRAIDLq33pugQAuGyHF7o0AADg5bv6XF51Gh8AAIDTT3KlAw8AAAAOP72HtBQAAACAx7Uv5yVbAgAA"
            + "AMBGbVfU7/6rZSG12HzpbnWlHML0qiEVCWDMyh9SFADg8mqfui4BAC7b4ZUuDQAAePmuPpZXncYHAADg9JNc6sAD"
            + "AACAw0/vJS0FAAAA4HHty3nJlgAAAACwUdsV9av/allJLTZfultdKYcwvWpIRQIYs/KXFAUAuLzah65LAIDLdnip"
            + "SwMAAF6+q6/lVafxAQAAOP0kFzrwAAAA4PDTe0pLAQAAAHhc+3JesiUAAAAAbNR2RX30Xy1LqcXmS3erK+UQplcN"
            + "qUgAY1b+lKIAAJdX+9J1CQBw2Q4vdGkAAMDLd/W5vOo0PgAAAKef5EoHHgAAABx+eg9pKQAAAACPa1/OS7YEAAAA"
            + "gI3arqjv/qtlIbXYfOludaUcwvSqIRUJYMzKH1IUAODyap+6LgEALtvhlS4NAAB4+a4+lledxgcAAOD0k1zqwAMA"
            + "AIDDT+8lLQUAAADgce3LecmWAAAAALBR2xX12X+1rKQWmy/dra6UQ5heNaQiAYxZ+UuKAgBcXu1D1yUAwGU7vNSl"
            + "AQAAL9/V1/Kq0/gAAACcfpILHXgAAABw+Ok9paUAAAAAPK59OS/ZEgAAAAA2aruifvqvlqXUYvOlu9WVcgjTq4ZU"
            + "JIAxK39KUQCAy6t96boEALhshxe6NAAA4OW7+lxedRofAACA009ypQMPAAAADj+9h7QUAAAAgMe1L+clWwIAAADA"
            + "Rm1X1Ff/1bKQWmy+dLe6Ug5hetWQigQwZuUPKQoAcHm1T12XAACX7fBKlwYAALx8Vx/Lq07jAwAAcPpJLnXgAQAA"
            + "wOGn95KWAgAAAPC49uW8ZEsAAAAA2Kjtivrdf7WspBabL92trpRDmF41pCIBjFn5S4oCAFxe7UPXJQDAZTu81KUB"
            + "AAAv39XX8qrT+AAAAJx+kgsdeAAAAHD46T2lpQAAAAA8rn05L9kSAAAAADZqu6J+9V8tS6nF5kt3qyvlEKZXDalI"
            + "AGNW/pSiAACXV/vSdQkAcNkOL3RpAADAy3f1ubzqND4AAACnn+RKBx4AAAAcfnoPaSkAAAAAj2tfzku2BAAAAICN"
            + "2q6oj/6rZSG12HzpbnWlHML0qiEVCWDMyh9SFADg8mqfui4BAC7b4ZUuDQAAePmuPpZXncYHAADg9JNc6sADAACA"
            + "w0/vJS0FAAAA4HHty3nJlgAAAACwUdsV9d1/taykFpsv3a2ulEOYXjWkIgGMWflLigIAXF7tQ9clAMBlO7zUpQEA"
            + "AC/f1dfyqtP4AAAAnH6SCx14AAAAcPjpPaWlAAAAADyufTkv2RIAAAAANmq7oj77r5al1GLzpbvVlXII06uGVCSA"
            + "MSt/SlEAgMurfem6BAC4bIcXujQAAODlu/pcXnUaHwAAgNNPcqUDDwAAAA4/vYe0FAAAAIDHtS/nJVsCAAAAwEZt"
            + "V9RP/9WykFpsvnS3ulIOYXrVkIoEMGblDykKAHB5tU9dlwAAl+3wSpcGAAC8fFcfy6tO4wMAAHD6SS514AEAAMDh"
            + "p/eSlgIAAADwuPblvGRLAAAAANio7Yr66r9aVlKLzZfuVlfKIUyvGlKRAMas/CVFAQAur/ah6xIA4LIdXurSAACA"
            + "l+/qa3nVaXwAAABOP8mFDjwAAAA4/PSe0lIAAAAAHte+nJdsCQAAAAAbtV1Rv/uvlqXUYvOlu9WVcgjTq4ZUJIAx"
            + "K39KUQCAy6t96boEALhshxe6NAAA4OW7+lxedRofAACA009ypQMPAAAADj+9h7QUAAAAgMe1L+clWwIAAADARm1X"
            + "1K/+q2Uhtdh86W51pRzC9KohFQlgzMofUhQA4PJqn7ouAQAu2+GVLg0AAHj5rj6WV53GBwAA4PSTXOrAAwAAgMNP"
            + "7yUtBQAAAOBx7ct5yZYAAAAAsFHbFfXRf7WspBabL92trpRDmF41pCIBjFn5S4oCAFxe7UPXJQDAZTu81KUBAAAv"
            + "39XX8qrT+AAAAJx+kgsdeAAAAHD46T2lpQAAAAA8rn05L9kSAAAAADZqu6K++6+WpdRi86W71ZVyCNOrhlQkgDEr"
            + "f0pRAIDLq33pugQAuGyHF7o0AADg5bv6XF51Gh8AAIDTT3KlAw8AAAAOP72HtBQAAACAx7Uv5yVbAgAAAMBGbVfU"
            + "Z//VspBabL50t7pSDmF61ZCKBDBm5Q8pCgBwebVPXZcAAJft8EqXBgAAvHxXH8urTuMDAABw+kkudeABAADA4af3"
            + "kpYCAAAA8Lj25bxkSwAAAADYqO2K+um/WlZSi82X7lZXyiFMrxpSkQDGrPwlRQEALq/2oesSAOCyHV7q0gAAgJfv"
            + "6mt51Wl8AAAATj/JhQ48AAAAOPz0ntJSAAAAAB7XvpyXbAkAAAAAG7VdUV/9V8tSarH50t3qSjmE6VVDKhLAmJU/"
            + "pSgAwOXVvnRdAgBctsMLXRoAAPDyXX0urzqNDwAAwOknudKBBwAAAIef3kNaCgAAAMDj2pfzki0BAAAAYKO2K+p3"
            + "/9WykFpsvnS3ulIOYXrVkIoEMGblDykKAHB5tU9dlwAAl+3wSpcGAAC8fFcfy6tO4wMAAHD6SS514AEAAMDhp/eS"
            + "lgIAAADwuPblvGRLAAAAANio7Yr61X+1rKQWmy/dra6UQ5heNaQiAYxZ+UuKAgBcXu1D1yUAwGU7vNSlAQAAL9/V"
            + "1/Kq0/gAAACcfpILHXgAAABw+Ok9paUAAAAAPK59OS/ZEgAAAAA2aruiPvqvlqXUYvOlu9WVcgjTq4ZUJIAxK39K"
            + "UQCAy6t96boEALhshxe6NAAA4OW7+lxedRofAACA009ypQMPAAAADj+9h7QUAAAAgMe1L+clWwIAAADARm1X1Hf/"
            + "1bKQWmy+dLe6Ug5hetWQigQwZuUPKQoAcHm1T12XAACX7fBKlwYAALx8Vx/Lq07jAwAAcPpJLnXgAQAAwOGn95KW"
            + "AgAAAPC49uW8ZEsAAAAA2Kjtivrsv1pWUovNl+5WV8ohTK8aUpEAxqz8JUUBAC6v9qHrEgDgsh1e6tIAAICX7+pr"
            + "edVpfAAAAE4/yYUOPAAAADj89J7SUgAAAAAe176cl2wJAAAAABu1XVE//VfLUmqx+dLd6ko5hOlVQyoSwJiVP6Uo"
            + "AMDl1b50XQIAXLbDC10aAADw8l19Lq86jQ8AAMDpJ7nSgQcAAACHn95DWgoAAADA49qX85ItAQAAAGCjtivqq/9q"
            + "WUgtNl+6W10phzC9akhFAhiz8ocUBQC4vNqnrksAgMt2eKVLAwAAXr6rj+VVp/EBAAA4/SSXOvAAAADg8NN7SUsB"
            + "AAAAeFz7cl6yJQAAAABs1HZF/e6/WlZSi82X7lZXyiFMrxpSkQDGrPwlRQEALq/2oesSAOCyHV7q0gAAgJfv6mt5"
            + "1Wl8AAAATj/JhQ48AAAAOPz0ntJSAAAAAB7XvpyXbAkAAAAAG7VdUb/6r5al1GLzpbvVlXII06uGVCSAMSt/SlEA"
            + "gMurfem6BAC4bIcXujQAAODlu/pcXnUaHwAAgNNPcqUDDwAAAA4/vYe0FAAAAIDHtS/nJVsCAAAAwEZtV9RH/9Wy"
            + "kFpsvnS3ulIOYXrVkIoEMGblDykKAHB5tU9dlwAAl+3wSpcGAAC8fFcfy6tO4wMAAHD6SS514AEAAMDhp/eSlgIA"
            + "AADwuPblvGRLAAAAANio7Yr67r9aVlKLzZfuVlfKIUyvGlKRAMas/CVFAQAur/ah6xIA4LIdXurSAACAl+/qa3nV"
            + "aXwAAABOP8mFDjwAAAA4/PSe0lIAAAAAHte+nJdsCQAAAAAbtV1Rn/1Xy1JqsfnS3epKOYTpVUMqEsCYlT+lKADA"
            + "5dW+dF0CAFy2wwtdGgAA8PJdfS6vOo0PAADA6Se50oEHAAAAh5/eQ1oKAAAAwOPal/OSLQEAAABgo7Yr6qf/allI"
            + "LTZfultdKYcwvWpIRQIYs/KHFAUAuLzap65LAIDLdnilSwMAAF6+q4/lVafxAQAAOP0klzrwAAAA4PDTe0lLAQAA"
            + "AHhc+3JesiUAAAAAbNR2RX31Xy0rqcXmS3erK+UQplcNqUgAY1b+kqIAAJdX+9B1CQBw2Q4vdWkAAMDLd/W1vOo0"
            + "PgAAAKef5EIHHgAAABx+ek9pKQAAAACPa1/OS7YEAAAAgI3arqjf/VfLUmqx+dLd6ko5hOlVQyoSwJiVP6UoAMDl"
            + "1b50XQIAXLbDC10aAADw8l19Lq86jQ8AAMDpJ7nSgQcAAACHn95DWgoAAADA49qX85ItAQAAAGCjtivqV//VspBa"
            + "bL50t7pSDmF61ZCKBDBm5Q8pCgBwebVPXZcAAJft8EqXBgAAvHxXH8urTuMDAABw+kkudeABAADA4af3kpYCAAAA"
            + "8Lj25bxkSwAAAADYqO2K+ui/WlZSi82X7lZXyiFMrxpSkQDGrPwlRQEALq/2oesSAOCyHV7q0gAAgJfv6mt51Wl8"
            + "AAAATj/JhQ48AAAAOPz0ntJSAAAAAB7XvpyXbAkAAAAAG7VdUd/9V8tSarH50t3qSjmE6VVDKhLAmJU/pSgAwOXV"
            + "vnRdAgBctsMLXRoAAPDyXX0urzqNDwAAwOknudKBBwAAAIef3kNaCgAAAMDj2pfzki0BAAAAYKO2K+qz/2pZSC02"
            + "X7pbXSmHML1qSEUCGLPyhxQFALi82qeuSwCAy3Z4pUsDAABevquP5VWn8QEAADj9JJc68AAAAODw03tJSwEAAAB4"
            + "XPtyXrIlAAAAAGzUdkX99F8tK6nF5kt3qyvlEKZXDalIAGNW/pKiAACXV/vQdQkAcNkOL3VpAADAy3f1tbzqND4A"
            + "AACnn+RCBx4AAAAcfnpPaSkAAAAAj2tfzku2BAAAAICN2q6or/6rZSm12HzpbnWlHML0qiEVCWDMyp9SFADg8mpf"
            + "ui4BAC7b4YUuDQAAePmuPpdXncYHAADg9JNc6cADAACAw0/vIS0FAAAA4HHty3nJlgAAAACwUdsV9bv/allILTZf"
            + "ultdKYcwvWpIRQIYs/KHFAUAuLzap65LAIDLdnilSwMAAF6+q4/lVafxAQAAOP0klzrwAAAA4PDTe0lLAQAAAHhc"
            + "+3JesiUAAAAAbNR2Rf3qv1pWUovNl+5WV8ohTK8aUpEAxqz8JUUBAC6v9qHrEgDgsh1e6tIAAICX7+predVpfAAA"
            + "AE4/yYUOPAAAADj89J7SUgAAAAAe176cl2wJAAAAABu1XVEf/VfLUmqx+dLd6ko5hOlVQyoSwJiVP6UoAMDl1b50"
            + "XQIAXLbDC10aAADw8l19Lq86jQ8AAMDpJ7nSgQcAAACHn95DWgoAAADA49qX85ItAQAAAGCjtivqu/9qWUgtNl+6"
            + "W10phzC9akhFAhiz8ocUBQC4vNqnrksAgMt2eKVLAwAAXr6rj+VVp/EBAAA4/SSXOvAAAADg8NN7SUsBAAAAeFz7"
            + "cl6yJQAAAABs1HZFffZfLSupxeZLd6sr5RCmVw2pSABjVv6SogAAl1f70HUJAHDZDi91aQAAwMt39bW86jQ+AAAA"
            + "p5/kQgceAAAAHH56T2kpAAAAAI9rX85LtgQAAACAjdquqJ/+q2Uptdh86W51pRzC9KohFQlgzMqfUhQA4PJqX7ou"
            + "AQAu2+GFLg0AAHj5rj6XV53GBwAA4PSTXOnAAwAAgMNP7yEtBQAAAOBx7ct5yZYAAAAAsFHbFfXVf7UspBabL92t"
            + "rpRDmF41pCIBjFn5Q4oCAFxe7VPXJQDAZTu80qUBAAAv39XH8qrT+AAAAJx+kksdeAAAAHD46b2kpQAAAAA8rn05"
            + "L9kSAAAAADZqu6J+918tK6nF5kt3qyvlEKZXDalIAGNW/pKiAACXV/vQdQkAcNkOL3VpAADAy3f1tbzqND4AAACn"
            + "n+RCBx4AAAAcfnpPaSkAAAAAj2tfzku2BAAAAICN2q6oX/1Xy1JqsfnS3epKOYTpVUMqEsCYlT+lKADA5dW+dF0C"
            + "AFy2wwtdGgAA8PJdfS6vOo0PAADA6Se50oEHAAAAh5/eQ1oKAAAAwOPal/OSLQEAAABgo7Yr6qP/allILTZfultd"
            + "KYcwvWpIRQIYs/KHFAUAuLzap65LAIDLdnilSwMAAF6+q4/lVafxAQAAOP0klzrwAAAA4PDTe0lLAQAAAHhc+3Je"
            + "siUAAAAAbNR2RX33Xy0rqcXmS3erK+UQplcNqUgAY1b+kqIAAJdX+9B1CQBw2Q4vdWkAAMDLd/W1vOo0PgAAAKef"
            + "5EIHHgAAABx+ek9pKQAAAACPa1/OS7YEAAAAgI3arqjP/qtlKbXYfOludaUcwvSqIRUJYMzKn1IUAODyal+6LgEA"
            + "LtvhhS4NAAB4+a4+l1edxgcAAOD0k1zpwAMAAIDDT+8hLQUAAADgce3LecmWAAAAALBR2xX103+1LKQWmy/dra6U"
            + "Q5heNaQiAYxZ+UOKAgBcXu1T1yUAwGU7vNKlAQAAL9/Vx/Kq0/gAAACcfpJLHXgAAABw+Om9pKUAAAAAPK59OS/Z"
            + "EgAAAAA2aruivvqvlpXUYvOlu9WVcgjTq4ZUJIAxK39JUQCAy6t96LoEALhsh5e6NAAA4OW7+lpedRofAACA009y"
            + "oQMPAAAADj+9p7QUAAAAgMe1L+clWwIAAADARm1X1O/+q2Uptdh86W51pRzC9KohFQlgzMqfUhQA4PJqX7ouAQAu"
            + "2+GFLg0AAHj5rj6XV53GBwAA4PSTXOnAAwAAgMNP7yEtBQAAAOBx7ct5yZYAAAAAsFHbFfWr/2pZSC02X7pbXSmH"
            + "ML1qSEUCGLPyhxQFALi82qeuSwCAy3Z4pUsDAABevquP5VWn8QEAADj9JJc68AAAAODw03tJSwEAAAB4XPtyXrIl"
            + "AAAAAGzUdkV99F8tK6nF5kt3qyvlEKZXDalIAGNW/pKiAACXV/vQdQkAcNkOL3VpAADAy3f1tbzqND4AAACnn+RC"
            + "Bx4AAAAcfnpPaSkAAAAAj2tfzku2BAAAAICN2q6o7/6rZSm12HzpbnWlHML0qiEVCWDMyp9SFADg8mpfui4BAC7b"
            + "4YUuDQAAePmuPpdXncYHAADg9JNc6cADAACAw0/vIS0FAAAA4HHty3nJlgAAAACwUdsV9dl/tSykFpsv3a2ulEOY"
            + "XjWkIgGMWflDigIAXF7tU9clAMBlO7zSpQEAAC/f1cfyqtP4AAAAnH6SSx14AAAAcPjpvaSlAAAAADyufTkv2RIA"
            + "AAAANmq7on76r5aV1GLzpbvVlXII06uGVCSAMSt/SVEAgMurfei6BAC4bIeXujQAAODlu/paXnUaHwAAgNNPcqED"
            + "DwAAAA4/vae0FAAAAIDHtS/nJVsCAAAAwEZtV9RX/9WylFpsvnS3ulIOYXrVkIoEMGblTykKAHB5tS9dlwAAl+3w"
            + "QpcGAAC8fFefy6tO4wMAAHD6Sa504AEAAMDhp/eQlgIAAADwuPblvGRLAAAAANio7Yr63X+1LKQWmy/dra6UQ5he"
            + "NaQiAYxZ+UOKAgBcXu1T1yUAwGU7vNKlAQAAL9/Vx/Kq0/gAAACcfpJLHXgAAABw+Om9pKUAAAAAPK59OS/ZEgAA"
            + "AAA2aruifvVfLSupxeZLd6sr5RCmVw2pSABjVv6SogAAl1f70HUJAHDZDi91aQAAwMt39bW86jQ+AAAAp5/kQgce"
            + "AAAAHH56T2kpAAAAAI9rX85LtgQAAACAjdquqI/+q2Uptdh86W51pRzC9KohFQlgzMqfUhQA4PJqX7ouAQAu2+GF"
            + "Lg0AAHj5rj6XV53GBwAA4PSTXOnAAwAAgMNP7yEtBQAAAOBx7ct5yZYAAAAAsFHbFfXdf7UspBabL92trpRDmF41"
            + "pCIBjFn5Q4oCAFxe7VPXJQDAZTu80qUBAAAv39XH8qrT+AAAAJx+kksdeAAAAHD46b2kpQAAAAA8rn05L9kSAAAA"
            + "ADZqu6I++6+WldRi86W71ZVyCNOrhlQkgDErf0lRAIDLq33ougQAuGyHl7o0AADg5bv6Wl51Gh8AAIDTT3KhAw8A"
            + "AAAOP72ntBQAAACAx7Uv5yVbAgAAAMBGbVfUT//VspRabL50t7pSDmF61ZCKBDBm5U8pCgBwebUvXZcAAJft8EKX"
            + "BgAAvHxXn8urTuMDAABw+kmudOABAADA4af3kJYCAAAA8Lj25bxkSwAAAADYqO2K+uq/WhZSi82X7lZXyiFMrxpS"
            + "kQDGrPwhRQEALq/2qesSAOCyHV7p0gAAgJfv6mN51Wl8AAAATj/JpQ48AAAAOPz0XtJSAAAAAB7XvpyXbAkAAAAA"
            + "G7VdUb/7r5aV1GLzpbvVlXII06uGVCSAMSt/SVEAgMurfei6BAC4bIeXujQAAODlu/paXnUaHwAAgNNPcqEDDwAA"
            + "AA4/vae0FAAAAIDHtS/nJVsCAAAAwEZtV9Sv/qtlKbXYfOludaUcwvSqIRUJYMzKn1IUAODyal+6LgEALtvhhS4N"
            + "AAB4+a4+l1edxgcAAOD0k1zpwAMAAIDDT+8hLQUAAADgce3LecmWAAAAALBR2xX10X+1LKQWmy/dra6UQ5heNaQi"
            + "AYxZ+UOKAgBcXu1T1yUAwGU7vNKlAQAAL9/Vx/Kq0/gAAACcfpJLHXgAAABw+Om9pKUAAAAAPK59OS/ZEgAAAAA2"
            + "aruivvuvlpXUYvOlu9WVcgjTq4ZUJIAxK39JUQCAy6t96LoEALhsh5e6NAAA4OW7+lpedRofAACA009yoQMPAAAA"
            + "Dj+9p7QUAAAAgMe1L+clWwIAAADARm1X1Gf/1bKUWmy+dLe6Ug5hetWQigQwZuVPKQoAcHm1L12XAACX7fBClwYA"
            + "ALx8V5/Lq07jAwAAcPpJrnTgAQAAwOGn95CWAgAAAPC49uW8ZEsAAAAA2Kjtivrpv1oWUovNl+5WV8ohTK8aUpEA"
            + "xqz8IUUBAC6v9qnrEgDgsh1e6dIAAICX7+pjedVpfAAAAE4/yaUOPAAAADj89F7SUgAAAAAe176cl2wJAAAAABu1"
            + "XVFf/VfLSmqx+dLd6ko5hOlVQyoSwJiVv6QoAMDl1T50XQIAXLbDS10aAADw8l19La86jQ8AAMDpJ7nQgQcAAACH"
            + "n95TWgoAAADA49qX85ItAQAAAGCjtivqd//VspRabL50t7pSDmF61ZCKBDBm5U8pCgBwebUvXZcAAJft8EKXBgAA"
            + "vHxXn8urTuMDAABw+kmudOABAADA4af3kJYCAAAA8Lj25bxkSwAAAADYqO2K+tV/tSykFpsv3a2ulEOYXjWkIgGM"
            + "WflDigIAXF7tU9clAMBlO7zSpQEAAC/f1cfyqtP4AAAAnH6SSx14AAAAcPjpvaSlAAAAADyufTkv2RIAAAAANmq7"
            + "oj76r5aV1GLzpbvVlXII06uGVCSAMSt/SVEAgMurfei6BAC4bIeXujQAAODlu/paXnUaHwAAgNNPcqEDDwAAAA4/"
            + "vae0FAAAAIDHtS/nJVsCAAAAwEZtV9R3/9WylFpsvnS3ulIOYXrVkIoEMGblTykKAHB5tS9dlwAAl+3wQpcGAAC8"
            + "fFefy6tO4wMAAHD6Sa504AEAAMDhp/eQlgIAAADwuPblvGRLAAAAANio7Yr67L9aFlKLzZfuVlfKIUyvGlKRAMas"
            + "/CFFAQAur/ap6xIA4LIdXunSAACAl+/qY3nVaXwAAABOP8mlDjwAAAA4/PRe0lIAAAAAHte+nJdsCQAAAAAbtV1R"
            + "P/1Xy0pqsfnS3epKOYTpVUMqEsCYlb+kKADA5dU+dF0CAFy2w0tdGgAA8PJdfS2vOo0PAADA6Se50IEHAAAAh5/e"
            + "U1oKAAAAwOPal/OSLQEAAABgo7Yr6qv/allKLTZfultdKYcwvWpIRQIYs/KnFAUAuLzal65LAIDLdnihSwMAAF6+"
            + "q8/lVafxAQAAOP0kVzrwAAAA4PDTe0hLAQAAAHhc+3JesiUAAAAAbNR2Rf3uv1oWUovNl+5WV8ohTK8aUpEAxqz8"
            + "IUUBAC6v9qnrEgDgsh1e6dIAAICX7+pjedVpfAAAAE4/yaUOPAAAADj89F7SUgAAAAAe176cl2wJAAAAABu1XVG/"
            + "+q+WldRi86W71ZVyCNOrhlQkgDErf0lRAIDLq33ougQAuGyHl7o0AADg5bv6Wl51Gh8AAIDTT3KhAw8AAAAOP72n"
            + "tBQAAACAx7Uv5yVbAgAAAMBGbVfUR//VspRabL50t7pSDmF61ZCKBDBm5U8pCgBwebUvXZcAAJft8EKXBgAAvHxX"
            + "n8urTuMDAABw+kmudOABAADA4af3kJYCAAAA8Lj25bxkSwAAAADYqO2K+u6/WhZSi82X7lZXyiFMrxpSkQDGrPwh"
            + "RQEALq/2qesSAOCyHV7p0gAAgJfv6mN51Wl8AAAATj/JpQ48AAAAOPz0XtJSAAAAAB7XvpyXbAkAAAAAG7VdUZ/9"
            + "V8tKarH50t3qSjmE6VVDKhLAmJW/pCgAwOXVPnRdAgBctsNLXRoAAPDyXX0trzqNDwAAwOknudCBBwAAAIef3lNa"
            + "CgAAAMDj2pfzki0BAAAAYKO2K+qn/2pZSi02X7pbXSmHML1qSEUCGLPypxQFALi82peuSwCAy3Z4oUsDAABevqvP"
            + "5VWn8QEAADj9JFc68AAAAODw03tISwEAAAB4XPtyXrIlAAAAAGzUdkV9/Z+vlv03Sfrn8ZxJLgA=")

    /// The same.
    package static let bigZstandard = bytes(
        "KLUv/QRorAsAVAJ7ImFjdGlvbiI6IngiLCIwLCJwYWQifQp5MXB6MngzNDU2MDQ1aaigG5Z9AyEVERAiKIQoqPgB"
            + "MghUCCgECUGDJLgj+IbgfxAq7QPK9R61+9hkOG7p8k8vs2nfaXx+/cDovK9uygHSqvOg63o7Kut/1QOw/PIAbGF+"
            + "2pYHF585r9F7pLuPTcZxS5dneplN/07jc9YPjM59dVMOkFYdD7quO7B7X4CM2/lN3/Pyr9F7XHYfm5Tjli5lepnN"
            + "953G56wfGMV9ddMZIK06HnRdOVHZX3YSbuc3dM+zslOId2Fhw5KRnQ6dHQhZOGyyI9x/KfKpTUC81Lg0XwidvAwU"
            + "Hx/3SYGICnroZSRichzQT4cQsosEIBfD5JUHgjMqmx03D0GvWyp7HmR3zVPpxxRtWAJSfwtuHgag8DKFg9m9q6cx"
            + "tZNdEt675rvs9NoTxEfO7iz/JRXU4q3akw58Ezjip+QXXeQqIETw7Anz/ZDQ+XsEkAFxCrQHAABGaADBkPCIMCLX"
            + "ARL4ZxD4BxH8z+Bh4Q/ES5enl9nkdxqfWT8w6r66aQZIq+pB1xWismTx0ELYDVqc910v5a/Re2z3sUmOW7rs9DKb"
            + "fKfxufUDo95XN32AtCofdF1XVNYWr1rA3WALdN/1UvMavcd2H5vsuKVLTi+zyXcan1o/MOp9ddMHSKv2Qde1ywhD"
            + "lNXnsn2AODviNXqP7D42ueOWLp1eZvPvND6xfmCU++qmDZBW3YOua47KKnUekR4gzg78Gr3Hu49N6rily04vs/l3"
            + "Gp+tHxj1fXXTA6RV/aDrmkdl9dd84MufD5wWltOXDy4+rfhiVswGAABBbADBjPCPng7cgVHvq5syQFqVB13XLiqb"
            + "v+YSPb0o4Nxr9B7bfWzyxy1dMr3MZt9pfLJ+YNT31U0NkFbNg65rRmXXX/fD+c4xPPM1eo/vPjbZcUuXnV5m8+80"
            + "Plk/MPp9dVMHSKv+oOuKR2XzV/1Bf+cYHv8avUe7j03+uKXLppfZ7Hcan9cPjOq+uqkB0qrxoOtqUdl90/v6pQVa"
            + "P+kD9DV6j3cfm9xxS5dOL7P57zQ+rR8Y9X110wOkVf+g68qjssOm9/VLC7R+0gfoa/Qe7z42+QAkFAKkBgAIIj6s"
            + "4A+xjPDPHjok4uzMa/Qe231s8uOWLje9zKbfaXy+fmC0++qmBkirxoOuq0Vl8y/zA/idY3jka/Qe231ssuOWLp1e"
            + "ZpPvND61fmC0++qmHiCt6oOu64rK3l/zw/ydY3j8a/Qe331sMsctXZpeZtPvND69fmDUfXVTDJBW7UHXNURlZ/Gi"
            + "BbPbaIF53/VSf43e43Yfm3Tc0mWnl9nkO43PrR8YfV/d9AHSqn3Qda2obPrLLoGk9KKAs6/Re7T72OSPW7pseplN"
            + "v9P49AFuBpyzG9QDAAg2HehgJH4k4rUBIMKI8P+K8D9jJOccDxXx6kgpdQTxoK9xMwJ5jd5ju49NctzSpdPLbPKd"
            + "xmfrB0ZxX92UAdKq6EHXdUZl5V/+B/CdY3jEa/Qe7T422XFLl5peZpPvND5bPzCK++qmDJBWTQ+6rp0Fhn6rl3J8"
            + "ldkCVAAAAAIMKv4gAboAIFQAAAACDBj+IEG8ACBUAAAAAgx8/CDBrwJAVAAAAAIMbP4gwbEAIFQAAAACDH74IODb"
            + "ACBUAAAAAgxm/iCBsgAgVAAAAAIMrv4ggakAIFQAAAACDLT6IDDKACBUAAAAAgzG/iCBpgAgVAAAAAIMBvkgoNcA"
            + "IFQAAAACDN7+IIGjACBUAAAAAgzq/iABogAgVAAAAAIM8PogUMgAIFQAAAACDDj7IBDGACBUAAAAAgwa/SABnAJA"
            + "VAAAAAIMCP0gQR51gVQAAAACDCD7INDGACBcAAAAAgy26SBAZBsAAVUAAAACAOYG2AFWBYAse4h1")

    private static func bytes(_ base64: String) -> [UInt8] {
        Data(base64Encoded: base64).map { [UInt8]($0) } ?? []
    }
}
