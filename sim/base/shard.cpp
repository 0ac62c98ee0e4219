#include "sim/base/shard.hpp"

#include <charconv>
#include <optional>

namespace ordersim {
namespace {

constexpr std::uint32_t kShardsMax = 1'000'000;

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return is_whole ? std::optional(number) : std::nullopt;
}

tl::unexpected<std::string> wrong(const std::string& what) {
    return tl::unexpected(what + "; a shard is 3/8 (the third of eight), auto/8 (under Slurm or "
                                 "Kubernetes) or auto (under mpirun)");
}

tl::expected<Shard, std::string> checked(std::int64_t index, std::uint32_t count,
                                         const std::string& name) {
    if (count == 0 || count > kShardsMax) {
        return wrong("there are 1 to 1000000 shards, not " + std::to_string(count));
    }
    if (index < 0 || index >= count) {
        return wrong(name + " is none of " + std::to_string(count) + " shards");
    }
    return Shard{static_cast<std::uint32_t>(index), count};
}

/// How an engine numbers its processes.
struct Engine {
    const char* index;
    const char* count;  ///< null: it does not say
    std::uint32_t first;
};
constexpr Engine kEngines[] = {{"SLURM_ARRAY_TASK_ID", nullptr, 1},
                               {"JOB_COMPLETION_INDEX", nullptr, 0},
                               {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", 0},
                               {"PMI_RANK", "PMI_SIZE", 0}};

tl::expected<Shard, std::string> by_engine(std::optional<std::uint32_t> count,
                                           const Environment& environment) {
    for (const Engine& engine : kEngines) {
        const std::string text = environment(engine.index);
        if (text.empty()) {
            continue;
        }
        const auto index = number_in(text);
        if (!count && engine.count != nullptr) {
            count = number_in(environment(engine.count));
        }
        if (!index || !count) {
            return wrong(std::string(engine.index) + " is '" + text +
                         "', but of how many is not known");
        }
        return checked(std::int64_t{*index} - engine.first, *count,
                       std::string(engine.index) + "=" + text);
    }
    return wrong("the environment names no shard (SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, "
                 "OMPI_COMM_WORLD_RANK, PMI_RANK)");
}

}  // namespace

tl::expected<Shard, std::string> parse_shard(std::string_view text,
                                             const Environment& environment) {
    const std::size_t slash = text.find('/');
    const std::string_view left = text.substr(0, slash);
    std::optional<std::uint32_t> count;
    if (slash != std::string_view::npos) {
        count = number_in(text.substr(slash + 1));
        if (!count) {
            return wrong("'" + std::string(text) + "' is no shard");
        }
    }
    if (left == "auto") {
        return by_engine(count, environment);
    }
    const auto number = number_in(left);
    if (!number || !count) {
        return wrong("'" + std::string(text) + "' is no shard");
    }
    return checked(std::int64_t{*number} - 1, *count, std::string(text));
}

std::string Shard::text() const {
    return std::to_string(index + 1) + "/" + std::to_string(count);
}

}  // namespace ordersim
