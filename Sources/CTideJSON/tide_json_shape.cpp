#include "line_reader.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

using namespace simdjson;

namespace {

struct place {
    size_t parent;
    std::string name;
    bool is_element;
    uint32_t seen = 0;
    uint64_t row = 0;           // the number of the line that had it last
    size_t element = 0;         // of an array; 0: none yet
    std::vector<size_t> order;  // the fields of the object seen last, in its order
    std::unordered_map<std::string, size_t> fields;

    place(size_t parent, std::string_view name, bool is_element)
        : parent(parent), name(name), is_element(is_element) {}
};

}  // namespace

struct tide_json_shape final : tide::line_reader {
    std::vector<place> places;

    tide_json_shape() { places.emplace_back(0, "", false); }

    bool read_row(dom::object object) override {
        row_number++;
        if (!read_object(0, object)) return false;
        rows++;
        return true;
    }

    // False when a key of the root stands there twice.
    bool read_object(size_t at, dom::object object) {
        places[at].seen |= TIDE_JSON_SAW_OBJECT;
        size_t rank = 0;
        for (dom::key_value_pair pair : object) {
            size_t field = find(at, rank++, pair.key);
            if (at == 0) {
                if (places[field].row == row_number) return false;
                places[field].row = row_number;
            }
            read_value(field, pair.value);
        }
        return true;
    }

    // The place of a field, which is mostly the one that stood there in the object before.
    size_t find(size_t at, size_t rank, std::string_view key) {
        const std::vector<size_t> &order = places[at].order;
        if (rank < order.size() && places[order[rank]].name == key) return order[rank];
        auto [found, is_new] = places[at].fields.try_emplace(std::string(key), places.size());
        size_t field = found->second;
        if (rank < order.size()) {
            places[at].order[rank] = field;
        } else if (rank == order.size()) {
            places[at].order.push_back(field);
        }
        if (is_new) places.emplace_back(at, key, false);
        return field;
    }

    void read_value(size_t at, dom::element value) {
        switch (value.type()) {
        case dom::element_type::NULL_VALUE: places[at].seen |= TIDE_JSON_SAW_NULL; break;
        case dom::element_type::BOOL: places[at].seen |= TIDE_JSON_SAW_BOOLEAN; break;
        case dom::element_type::INT64: places[at].seen |= TIDE_JSON_SAW_INTEGER; break;
        case dom::element_type::UINT64:
        case dom::element_type::DOUBLE: places[at].seen |= TIDE_JSON_SAW_REAL; break;
        case dom::element_type::STRING: read_string(places[at], value); break;
        case dom::element_type::ARRAY: read_array(at, value); break;
        case dom::element_type::OBJECT: {
            dom::object object;
            if (!value.get_object().get(object)) read_object(at, object);
            break;
        }
        }
    }

    void read_string(place &at, dom::element value) const {
        std::string_view string;
        if (value.get_string().get(string) || string.empty()) {
            at.seen |= TIDE_JSON_SAW_NULL;
        } else if (!(at.seen & TIDE_JSON_SAW_TEXT)) {
            int64_t time;
            bool is_time = text != nullptr
                && text(context, TIDE_JSON_TIMESTAMP, reinterpret_cast<const uint8_t *>(string.data()),
                        string.size(), &time);
            at.seen |= is_time ? TIDE_JSON_SAW_TIME : TIDE_JSON_SAW_TEXT;
        }
    }

    void read_array(size_t at, dom::element value) {
        places[at].seen |= TIDE_JSON_SAW_ARRAY;
        dom::array array;
        if (value.get_array().get(array)) return;
        for (dom::element item : array) {
            if (places[at].element == 0) {
                places[at].element = places.size();
                places.emplace_back(at, "", true);
            }
            read_value(places[at].element, item);
        }
    }
};

extern "C" tide_json_shape *tide_json_shape_create(void) {
    try {
        return new tide_json_shape();
    } catch (...) {
        return nullptr;
    }
}

extern "C" void tide_json_shape_destroy(tide_json_shape *shape) { delete shape; }

extern "C" int64_t tide_json_shape_read(tide_json_shape *shape, const uint8_t *bytes, size_t count,
                                        tide_json_text_reader text, void *context,
                                        const tide_json_line **lines, size_t *line_count) {
    return shape->read(bytes, count, text, context, lines, line_count);
}

extern "C" size_t tide_json_shape_count(const tide_json_shape *shape) { return shape->places.size(); }

extern "C" tide_json_place tide_json_shape_place(const tide_json_shape *shape, size_t index) {
    const place &found = shape->places[index];
    const uint8_t *name = found.is_element ? nullptr : reinterpret_cast<const uint8_t *>(found.name.data());
    return {found.parent, name, found.name.size(), found.seen};
}
