#include "sim/measure/calibration_fields.hpp"
#include "sim/measure/coherence.hpp"
#include "sim/measure/gate_fields.hpp"
#include "sim/measure/json.hpp"
#include "sim/measure/json_fields.hpp"
#include "sim/measure/json_load_fields.hpp"
#include "sim/measure/json_study_fields.hpp"
#include "sim/measure/json_text.hpp"
#include "sim/measure/json_tuning_fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace ordersim::measure {

namespace {

namespace json = boost::json;

/// Fills members from values. After the first error nothing more is read.
class Reader {
public:
    [[nodiscard]] const std::optional<JsonError>& error() const { return error_; }

    void read(const json::value& value, std::string& text) {
        if (const json::string* found = value.if_string()) {
            text.assign(found->data(), found->size());
        } else {
            fail("expected a string");
        }
    }

    void read(const json::value& value, bool& flag) {
        if (const bool* found = value.if_bool()) {
            flag = *found;
        } else {
            fail("expected true or false");
        }
    }

    void read(const json::value& value, double& number) {
        json::error_code failure;
        number = value.to_number<double>(failure);
        if (failure) {
            fail("expected a number");
        }
    }

    void read(const json::value& value, std::uint32_t& count) {
        json::error_code failure;
        count = value.to_number<std::uint32_t>(failure);
        if (failure) {
            fail("expected a whole number from 0 to 4294967295");
        }
    }

    void read(const json::value& value, std::uint64_t& seed) {
        std::string digits;
        read(value, digits);
        const char* end = digits.data() + digits.size();
        const auto result = std::from_chars(digits.data(), end, seed);
        if (!error_ && (result.ec != std::errc() || result.ptr != end)) {
            fail("expected a whole number below 2^64, as a string");
        }
    }

    void read(const json::value& value, std::map<std::string, std::string>& entries) {
        if (const json::object* object = as_object(value)) {
            for (const json::key_value_pair& entry : *object) {
                std::string& text = entries[std::string(entry.key())];
                at_key(entry.key(), [&] { read(entry.value(), text); });
            }
        }
    }

    /// Null stands for a number that there is not.
    void read(const json::value& value, std::vector<double>& numbers) {
        const json::array* array = value.if_array();
        if (array == nullptr) {
            fail("expected an array");
            return;
        }
        numbers.assign(array->size(), json_fields::kNoValue);
        for (std::size_t i = 0; i < numbers.size() && !error_; ++i) {
            if (!(*array)[i].is_null()) {
                at_index(i, [&] { read((*array)[i], numbers[i]); });
            }
        }
    }

    template <class Item>
    void read(const json::value& value, std::vector<Item>& items) {
        const json::array* array = value.if_array();
        if (array == nullptr) {
            fail("expected an array");
            return;
        }
        items.resize(array->size());
        for (std::size_t i = 0; i < items.size() && !error_; ++i) {
            at_index(i, [&] { read((*array)[i], items[i]); });
        }
    }

    template <class Group>
    void read(const json::value& value, Group& group) {
        if (const json::object* object = as_object(value)) {
            Members members{*this, *object, {}};
            json_fields::fields(members, group);
            members.refuse_others();
        }
    }

    /// The members that one object must have, no more and no fewer.
    struct Members {
        Reader& reader;
        const json::object& object;
        std::vector<std::string_view> known;

        template <class Value>
        void operator()(std::string_view key, Value& value) {
            if (const json::value* found = find(key)) {
                reader.at_key(key, [&] { reader.read(*found, value); });
            }
        }

        void operator()(std::string_view key, double& value, double meaning_of_null) {
            const json::value* found = find(key);
            if (found != nullptr && found->is_null()) {
                value = meaning_of_null;
            } else if (found != nullptr) {
                reader.at_key(key, [&] { reader.read(*found, value); });
            }
        }

        const json::value* find(std::string_view key) {
            known.push_back(key);
            const json::value* found = object.if_contains(key);
            if (found == nullptr) {
                reader.fail(std::string("key '").append(key).append("' is missing"));
            }
            return found;
        }

        void refuse_others() {
            for (const auto& [key, item] : object) {
                if (std::ranges::find(known, std::string_view(key)) == known.end()) {
                    reader.fail(std::string("unknown key '").append(key).append("'"));
                }
            }
        }
    };

    void fail(const std::string& message) {
        if (!error_) {
            const std::string path = path_.starts_with('.') ? path_.substr(1) : path_;
            error_ = JsonError{.path = path, .message = message};
        }
    }

private:
    template <class Action>
    void at_key(std::string_view key, Action action) {
        at(std::string(".").append(key), action);
    }

    template <class Action>
    void at_index(std::size_t index, Action action) {
        at(std::string("[").append(std::to_string(index)).append("]"), action);
    }

    template <class Action>
    void at(const std::string& step, Action action) {
        if (!error_) {
            const std::size_t length = path_.size();
            path_ += step;
            action();
            path_.resize(length);
        }
    }

    const json::object* as_object(const json::value& value) {
        const json::object* object = value.if_object();
        if (object == nullptr) {
            fail("expected an object");
        }
        return object;
    }

    std::string path_;
    std::optional<JsonError> error_;
};

}  // namespace

tl::expected<std::string, JsonError> schema_of(std::string_view text) {
    const auto value = parsed(text);
    if (!value) {
        return tl::unexpected(value.error());
    }
    const json::object* object = value->if_object();
    const json::value* schema = object == nullptr ? nullptr : object->if_contains("schema");
    if (schema == nullptr || !schema->is_string()) {
        return tl::unexpected(JsonError{.path = "schema", .message = "missing or no string"});
    }
    return std::string(schema->get_string());
}

template <class AnyRecord>
tl::expected<AnyRecord, JsonError> record_from_json(std::string_view text) {
    const auto value = parsed(text);
    if (!value) {
        return tl::unexpected(value.error());
    }
    Reader reader;
    AnyRecord record;
    const json::object* object = value->if_object();
    if (object == nullptr) {
        return tl::unexpected(JsonError{.path = {}, .message = "expected an object"});
    }
    std::string schema;
    Reader::Members members{reader, *object, {}};
    members("schema", schema);
    if (!reader.error() && schema != AnyRecord::kSchema) {
        std::string message("expected \"");
        message.append(AnyRecord::kSchema).append("\", found \"").append(schema).append("\"");
        return tl::unexpected(JsonError{.path = "schema", .message = message});
    }
    members("result", record.result);
    members("host", record.host);
    members.refuse_others();
    if (reader.error()) {
        return tl::unexpected(*reader.error());
    }
    if (const auto fault = incoherence(record.result)) {
        return tl::unexpected(*fault);
    }
    return record;
}

template tl::expected<Record, JsonError> record_from_json(std::string_view);
template tl::expected<SweepRecord, JsonError> record_from_json(std::string_view);
template tl::expected<ComparisonRecord, JsonError> record_from_json(std::string_view);
template tl::expected<CalibrationRecord, JsonError> record_from_json(std::string_view);
template tl::expected<GateRecord, JsonError> record_from_json(std::string_view);
template tl::expected<LoadRecord, JsonError> record_from_json(std::string_view);
template tl::expected<TuningRecord, JsonError> record_from_json(std::string_view);
template tl::expected<SensitivityRecord, JsonError> record_from_json(std::string_view);

tl::expected<Record, JsonError> from_json(std::string_view text) {
    return record_from_json<Record>(text);
}

}  // namespace ordersim::measure
