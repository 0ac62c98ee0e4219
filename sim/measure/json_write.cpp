#include "sim/base/assert.hpp"
#include "sim/measure/calibration_fields.hpp"
#include "sim/measure/gate_fields.hpp"
#include "sim/measure/gate_json.hpp"
#include "sim/measure/json.hpp"
#include "sim/measure/json_fields.hpp"
#include "sim/measure/json_load_fields.hpp"
#include "sim/measure/json_study_fields.hpp"
#include "sim/measure/json_tuning_fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>

namespace ordersim::measure {

namespace {

namespace json = boost::json;

constexpr std::size_t kColumns = 140;

json::value written(const std::string& text) {
    return json::string(text);
}
json::value written(double number) {
    return number;
}
json::value written(const std::vector<double>& numbers) {
    return json::array(numbers.begin(), numbers.end());
}
json::value written(std::uint32_t count) {
    return count;
}
json::value written(std::uint64_t seed) {
    return json::string(std::to_string(seed));
}
json::value written(SimTime instant) {
    return instant.time_since_epoch().count();
}
json::value written(bool flag) {
    return flag;
}
json::value written(const std::map<std::string, std::string>& entries);
template <class Item>
json::value written(const std::vector<Item>& items);
template <class Group>
json::value written(const Group& group);

struct Writer {
    json::object object;

    template <class Value>
    void operator()(std::string_view key, const Value& value) {
        object.emplace(key, written(value));
    }
    void operator()(std::string_view key, double value, double /*meaning of null*/) {
        object.emplace(key, written(value));
    }
};

json::value written(const std::map<std::string, std::string>& entries) {
    json::object object;
    for (const auto& [key, value] : entries) {
        object.emplace(key, value);
    }
    return object;
}

template <class Item>
json::value written(const std::vector<Item>& items) {
    json::array array;
    array.reserve(items.size());
    for (const Item& item : items) {
        array.push_back(written(item));
    }
    return array;
}

template <class Group>
json::value written(const Group& group) {
    Writer writer;
    json_fields::fields(writer, group);
    return std::move(writer.object);
}

template <class Number>
void append_number(std::string& text, Number number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    ORDERSIM_ASSERT(end.ec == std::errc());
    text.append(digits.data(), end.ptr);
}

void append_double(std::string& text, double number) {
    if (std::isfinite(number)) {
        append_number(text, number + 0.0);  // the sum of -0 and +0 is +0
    } else {
        text += "null";
    }
}

bool is_container(const json::value& value) {
    return value.is_object() || value.is_array();
}

/// Texts of JSON values; a column is where the value starts.
class Printer {
public:
    void print(const json::value& value, std::size_t column) {
        if (!is_container(value)) {
            append_scalar(value);
        } else if (const std::string line = on_one_line(value);
                   !line.empty() && column + line.size() + 1 <= kColumns) {
            text_ += line;
        } else {
            print_lines(value);
        }
    }

    std::string text() && { return std::move(text_); }

private:
    void append_scalar(const json::value& value) {
        if (const double* number = value.if_double()) {
            append_double(text_, *number);
        } else {
            text_ += json::serialize(value);
        }
    }

    /// Empty when `value` holds containers, or so many values that they cannot fit.
    static std::string on_one_line(const json::value& value) {
        Printer line;
        if (const json::array* array = value.if_array()) {
            if (array->size() > kColumns / 2) {
                return {};
            }
            line.text_ += '[';
            for (const json::value& item : *array) {
                if (is_container(item)) {
                    return {};
                }
                line.text_ += line.text_.size() > 1 ? ", " : "";
                line.append_scalar(item);
            }
            return line.text_ + ']';
        }
        line.text_ += '{';
        for (const auto& [key, item] : value.get_object()) {
            if (is_container(item)) {
                return {};
            }
            line.text_ += line.text_.size() > 1 ? ", " : "";
            line.text_ += json::serialize(key) + ": ";
            line.append_scalar(item);
        }
        return line.text_ + '}';
    }

    void print_lines(const json::value& value) {
        depth_ += 2;
        const char* separator = "";
        if (const json::array* array = value.if_array()) {
            text_ += '[';
            for (const json::value& item : *array) {
                start_line(separator);
                print(item, depth_);
                separator = ",";
            }
        } else {
            text_ += '{';
            for (const auto& [key, item] : value.get_object()) {
                start_line(separator);
                const std::string start = json::serialize(key) + ": ";
                text_ += start;
                print(item, depth_ + start.size());
                separator = ",";
            }
        }
        depth_ -= 2;
        start_line("");
        text_ += value.is_array() ? ']' : '}';
    }

    void start_line(const char* separator) {
        text_ += separator;
        text_ += '\n';
        text_.append(depth_, ' ');
    }

    std::string text_;
    std::size_t depth_ = 0;
};

std::string pretty(const json::value& value) {
    Printer printer;
    printer.print(value, 0);
    return std::move(printer).text() + '\n';
}

template <class AnyRecord>
std::string document(const AnyRecord& record) {
    json::object object;
    object.emplace("schema", AnyRecord::kSchema);
    object.emplace("result", written(record.result));
    object.emplace("host", written(record.host));
    return pretty(object);
}

}  // namespace

std::string to_json(const Record& record) {
    return document(record);
}

std::string to_json(const SweepRecord& record) {
    return document(record);
}

std::string to_json(const ComparisonRecord& record) {
    return document(record);
}

std::string to_json(const GateRecord& record) {
    return document(record);
}

std::string to_json(const LoadRecord& record) {
    return document(record);
}

std::string to_json(const TuningRecord& record) {
    return document(record);
}

std::string to_json(const SensitivityRecord& record) {
    return document(record);
}

std::string result_json(const Result& result) {
    return pretty(written(result));
}

std::string to_json(const std::vector<StepList>& lists) {
    json::object object;
    object.emplace("schema", StepList::kSchema);
    object.emplace("lists", written(lists));
    return pretty(object);
}

std::string to_json(const CalibrationRecord& record) {
    return document(record);
}

std::string to_json(const CheckRecord& record) {
    json::object host;
    host.emplace("seconds", record.seconds);
    host.emplace("bytes_a_state", record.bytes_a_state);
    json::object object;
    object.emplace("schema", CheckRecord::kSchema);
    object.emplace("result", written(record));
    object.emplace("host", std::move(host));
    return pretty(object);
}

}  // namespace ordersim::measure
