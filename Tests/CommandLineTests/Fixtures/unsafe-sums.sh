#!/bin/sh
# Adds up the numbers of each file in in/, one line a file in result.txt.
# A kill between the two appends, or within one, and the file's line is there twice, torn, or not at all.
set -eu
touch result.txt finished.txt
for file in in/*; do
    grep -qxF "$file" finished.txt && continue
    awk -v file="$file" '{ sum += $1 } END { print file, sum }' "$file" >> result.txt
    echo "$file" >> finished.txt
done
