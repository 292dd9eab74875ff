#!/bin/sh
# Adds up the numbers of each file in in/, one file of the same name in sums/, the lines of all in result.txt.
# A name appears when its content is on disk: what is there is whole, and what is not is made again.
set -eu
mkdir -p sums
publish() {
    sync -d "$1"
    mv "$1" "$2"
    sync "$(dirname "$2")"
}
for file in in/*; do
    sum=sums/$(basename "$file")
    test -e "$sum" && continue
    awk -v file="$file" '{ sum += $1 } END { print file, sum }' "$file" > .new
    publish .new "$sum"
done
cat sums/* > .new
publish .new result.txt
