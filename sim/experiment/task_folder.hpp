#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "sim/experiment/replication_store.hpp"

/// A study's finished tasks as files, for processes on any machines that see one folder, or whose
/// folders are brought together afterwards. A task is one replication of one point.
namespace ordersim::experiment {

/// Which study a folder holds.
struct TaskStudy {
    std::string hash;     ///< over the command, all values of its scenarios and the version
    std::string command;  ///< that makes it, as a POSIX shell reads it
    std::string version;  ///< of the program
};

/// `study` says whose folder it is, and tasks/POINT/NUMBER.task is a finished task: text that ends
/// with a digest of itself, written aside and renamed, so that each file is whole or not there. Two
/// processes that do the same task write the same bytes.
class TaskFolder final : public ReplicationStore {
public:
    /// For a process that does tasks. Makes the folder where there is none; refuses one of another
    /// study.
    [[nodiscard]] static tl::expected<TaskFolder, StoreError> join(const std::string& folder,
                                                                   const TaskStudy& study);
    /// For a merge: all tasks of these folders. Refuses folders of different studies, a task of
    /// another study, one that is damaged, and one that two folders tell differently. Nothing can
    /// be put.
    [[nodiscard]] static tl::expected<TaskFolder, StoreError> gather(
        const std::vector<std::string>& folders);
    /// Whose tasks a folder holds.
    [[nodiscard]] static tl::expected<TaskStudy, StoreError> study_of(const std::string& folder);

    [[nodiscard]] const TaskStudy& study() const { return study_; }

    [[nodiscard]] tl::expected<std::int64_t, StoreError> point(const PointKey& key) override;
    [[nodiscard]] tl::expected<std::vector<StoredReplication>, StoreError> replications(
        std::int64_t point) override;
    [[nodiscard]] tl::expected<void, StoreError> put(std::int64_t point,
                                                     const StoredReplication& replication) override;
    /// The folder says itself what study it is of.
    [[nodiscard]] tl::expected<void, StoreError> note_study(
        const std::string& command, const std::vector<std::int64_t>& points) override;

private:
    using Tasks = std::map<std::uint32_t, StoredReplication>;  ///< by number

    [[nodiscard]] tl::expected<void, StoreError> read_point(const std::string& folder,
                                                            const std::string& hash);

    TaskStudy study_;
    std::vector<std::string> folders_;
    bool is_gathered_ = false;
    std::vector<std::string> points_;     ///< hashes, by the number given out
    std::map<std::string, Tasks> tasks_;  ///< by the point's hash: what was read
};

}  // namespace ordersim::experiment
