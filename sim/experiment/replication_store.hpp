#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/study_metrics.hpp"

/// Where a study keeps finished replications, and finds those that were finished before.
namespace ordersim::experiment {

/// What decides every number of a replication, besides its own number.
struct PointKey {
    std::string hash;  ///< over all of it, and the program's version
    std::string scenario;
    std::string name;  ///< of the variant
    std::string version;
    std::uint64_t seed = 0;
    std::map<std::string, std::string> settings;  ///< what the point changes in the scenario
};

struct StoredReplication {
    std::uint32_t number = 0;
    double orders = 0;  ///< measured
    double events = 0;  ///< useful
    Samples samples;
};

struct StoreError {
    std::string message;  ///< names the file, what is wrong with it and what to do
};

/// For one thread at a time.
class ReplicationStore {
public:
    virtual ~ReplicationStore() = default;

    /// The number by which the store knows the point.
    [[nodiscard]] virtual tl::expected<std::int64_t, StoreError> point(const PointKey& key) = 0;
    /// All finished replications of a point, by number; those of other processes, too, that were
    /// finished when it is asked.
    [[nodiscard]] virtual tl::expected<std::vector<StoredReplication>, StoreError> replications(
        std::int64_t point) = 0;
    /// Commits a replication; when the call returns it survives the end of the process.
    [[nodiscard]] virtual tl::expected<void, StoreError> put(
        std::int64_t point, const StoredReplication& replication) = 0;
    /// Notes that a study used these points, under the command that makes it again.
    [[nodiscard]] virtual tl::expected<void, StoreError> note_study(
        const std::string& command, const std::vector<std::int64_t>& points) = 0;

protected:
    ReplicationStore() = default;
    ReplicationStore(const ReplicationStore&) = default;
    ReplicationStore& operator=(const ReplicationStore&) = default;
    ReplicationStore(ReplicationStore&&) = default;
    ReplicationStore& operator=(ReplicationStore&&) = default;
};

}  // namespace ordersim::experiment
