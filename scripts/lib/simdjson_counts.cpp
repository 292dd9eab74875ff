// A line-wise simdjson On-Demand loop on one thread: counts events by action and hour.
//
//   simdjson_counts FILE...
//
// It reads two fields of each line and hashes nothing, stores nothing, checks no duplicate keys and no UTF-8 of
// what it skips, knows no NULLs, zones or schema, and stops at the first line that is not as expected.
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

class Counts {
public:
    void add(std::string_view action, int64_t time) {
        const int64_t hour = time - time % 3600;
        for (Last &last : lasts) {
            if (last.action != action) continue;
            if (last.hour != hour) {
                last.hour = hour;
                last.count = &counts[{last.action, hour}];
            }
            ++*last.count;
            return;
        }
        uint64_t *count = &counts[{std::string(action), hour}];
        ++*count;
        lasts.push_back({std::string(action), hour, count});
    }

    void print() const {
        for (const auto &[group, count] : counts)
            std::printf("%s\t%lld\t%llu\n", group.first.c_str(), static_cast<long long>(group.second),
                        static_cast<unsigned long long>(count));
    }

private:
    struct Last {
        std::string action;
        int64_t hour;
        uint64_t *count;
    };
    std::vector<Last> lasts;  // a few actions; nodes of the map do not move
    std::map<std::pair<std::string, int64_t>, uint64_t> counts;
};

std::vector<char> contents(const char *path) {
    std::ifstream input(path, std::ios::binary | std::ios::ate);
    if (!input) throw std::runtime_error(std::string("cannot open ") + path);
    const std::streamoff size = input.tellg();
    std::vector<char> bytes(static_cast<size_t>(size) + simdjson::SIMDJSON_PADDING);
    input.seekg(0);
    input.read(bytes.data(), size);
    return bytes;
}

void count(const char *path, simdjson::ondemand::parser &parser, Counts &counts) {
    const std::vector<char> bytes = contents(path);
    const char *line = bytes.data();
    const char *const end = line + bytes.size() - simdjson::SIMDJSON_PADDING;
    while (line < end) {
        const void *feed = std::memchr(line, '\n', static_cast<size_t>(end - line));
        const char *next = feed == nullptr ? end : static_cast<const char *>(feed);
        const auto length = static_cast<size_t>(next - line);
        const auto capacity = static_cast<size_t>(end - line) + simdjson::SIMDJSON_PADDING;
        auto document = parser.iterate(line, length, capacity);
        const int64_t time = document["time"].get_int64();
        const std::string_view action = document["action"].get_string();
        counts.add(action, time);
        line = next + 1;
    }
}

}  // namespace

int main(int argumentCount, char **arguments) {
    try {
        simdjson::ondemand::parser parser;
        Counts counts;
        for (int index = 1; index < argumentCount; index++) count(arguments[index], parser, counts);
        counts.print();
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "simdjson_counts: %s\n", failure.what());
        return 1;
    }
    return 0;
}
