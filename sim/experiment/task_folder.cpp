#include "sim/experiment/task_folder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "sim/base/output_file.hpp"
#include "sim/scenario/law.hpp"

namespace ordersim::experiment {
namespace {

namespace fs = std::filesystem;
using Nothing = tl::expected<void, StoreError>;

constexpr std::string_view kStudyFormat = "ordersim.study/1";
constexpr std::string_view kTaskFormat = "ordersim.task/1";
constexpr const char* kTaskEnding = ".task";

tl::unexpected<StoreError> refused(const std::string& message) {
    return tl::unexpected(StoreError{message});
}
std::string in_quotes(const std::string& text) { return "'" + text + "'"; }

fs::path study_path(const std::string& folder) { return fs::path(folder) / "study"; }
fs::path tasks_path(const std::string& folder) { return fs::path(folder) / "tasks"; }

template <class Number>
std::string shortest(Number number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), end.ptr};
}

/// Reads "key value" lines in a fixed order. After the first that is not as it should be nothing
/// more is read.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {}

    std::string value(std::string_view key) {
        const std::string_view line = next();
        if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ' ') {
            is_good_ = false;
            return {};
        }
        return std::string(line.substr(key.size() + 1));
    }
    template <class Number>
    Number number(std::string_view text) {
        Number number{};
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        is_good_ &= read.ec == std::errc() && read.ptr == text.data() + text.size();
        return number;
    }
    void expect(std::string_view wanted) { is_good_ &= next() == wanted; }
    std::string_view next() {
        const std::size_t end = text_.find('\n');
        if (!is_good_ || end == std::string_view::npos) {
            is_good_ = false;
            return {};
        }
        const std::string_view line = text_.substr(0, end);
        text_.remove_prefix(end + 1);
        return line;
    }
    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] bool is_at_end() const { return is_good_ && text_.empty(); }

private:
    std::string_view text_;
    bool is_good_ = true;
};

std::optional<std::string> text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return file ? std::optional(std::move(text).str()) : std::nullopt;
}

/// The text with a digest behind it, so that a damaged file is known.
std::string sealed(const std::string& text) {
    return text + "digest " + scenario::fingerprint(text) + "\n";
}
/// What stands before a digest that is right.
std::optional<std::string_view> opened(std::string_view text) {
    const std::size_t at = text.rfind("digest ");
    const bool is_sealed = at != std::string_view::npos && (at == 0 || text[at - 1] == '\n');
    if (!is_sealed || text.substr(at) != "digest " + scenario::fingerprint(text.substr(0, at)) +
                                             "\n") {
        return std::nullopt;
    }
    return text.substr(0, at);
}

Nothing write(const fs::path& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
        return refused("cannot make the folder " + in_quotes(path.parent_path().string()) + ": " +
                       error.message() + "; give another --out");
    }
    auto file = OutputFile::create(path);
    if (!file) {
        return refused(file.error().message);
    }
    file->write(sealed(text));
    if (const auto committed = file->commit(); !committed) {
        return refused(committed.error().message + "; what was finished is kept: run the same "
                                                   "command again");
    }
    return {};
}

/// A command has one line: what breaks it is written as escapes.
std::string one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        line += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
    }
    return line;
}
std::string from_one_line(std::string_view line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool is_escaped = line[i] == '\\' && i + 1 < line.size();
        i += is_escaped ? 1 : 0;
        text += is_escaped && line[i] == 'n' ? '\n' : line[i];
    }
    return text;
}

std::string task_text(const std::string& study, const std::string& point,
                      const StoredReplication& done) {
    std::string text = std::string(kTaskFormat) + "\nstudy " + study + "\npoint " + point +
                       "\nnumber " + shortest(done.number) + "\norders " +
                       shortest(done.orders) + "\nevents " + shortest(done.events) +
                       "\nsamples " + shortest(done.samples.size()) + "\n";
    for (const measure::RatioSample& sample : done.samples) {
        text += shortest(sample.hits) + " " + shortest(sample.tries) + "\n";
    }
    return text;
}

struct Task {
    std::string study;
    std::string point;
    StoredReplication done;
};
std::optional<Task> task_in(std::string_view text) {
    const auto body = opened(text);
    if (!body) {
        return std::nullopt;
    }
    Lines lines(*body);
    lines.expect(kTaskFormat);
    Task task{lines.value("study"), lines.value("point"), {}};
    task.done.number = lines.number<std::uint32_t>(lines.value("number"));
    task.done.orders = lines.number<double>(lines.value("orders"));
    task.done.events = lines.number<double>(lines.value("events"));
    const auto count = lines.number<std::size_t>(lines.value("samples"));
    for (std::size_t i = 0; i < count && lines.is_good(); ++i) {
        const std::string_view line = lines.next();
        const std::size_t space = std::min(line.find(' '), line.size());
        const auto hits = lines.number<double>(line.substr(0, space));
        const auto tries = lines.number<double>(line.substr(std::min(space + 1, line.size())));
        task.done.samples.push_back({hits, tries});
    }
    return lines.is_at_end() ? std::optional(std::move(task)) : std::nullopt;
}

bool is_same(const StoredReplication& a, const StoredReplication& b) {
    return task_text("", "", a) == task_text("", "", b);
}

}  // namespace

tl::expected<TaskStudy, StoreError> TaskFolder::study_of(const std::string& folder) {
    const fs::path path = study_path(folder);
    const auto text = text_of(path);
    if (!text) {
        return refused("there are no tasks of a study in " + in_quotes(folder) +
                       ": it has no file 'study'; name a folder that was the --out of --shard");
    }
    const auto body = opened(*text);
    Lines lines(body.value_or(std::string_view()));
    lines.expect(kStudyFormat);
    TaskStudy study;
    study.version = lines.value("version");
    study.hash = lines.value("hash");
    study.command = from_one_line(lines.value("command"));
    if (!lines.is_at_end()) {
        return refused(in_quotes(path.string()) + " is damaged, or of another version of the "
                       "program; its tasks can be used by the version that wrote them");
    }
    return study;
}

tl::expected<TaskFolder, StoreError> TaskFolder::join(const std::string& folder,
                                                      const TaskStudy& study) {
    std::error_code ignored;
    if (fs::exists(study_path(folder), ignored)) {
        const auto there = study_of(folder);
        if (!there) {
            return tl::unexpected(there.error());
        }
        if (there->hash != study.hash) {
            return refused(in_quotes(folder) + " holds the tasks of another study (" +
                           there->command + ", version " + there->version + ", hash " +
                           there->hash + "), not of this one (hash " + study.hash +
                           "); give another --out");
        }
    } else if (const auto written = write(study_path(folder),
                                          std::string(kStudyFormat) + "\nversion " +
                                              study.version + "\nhash " + study.hash +
                                              "\ncommand " + one_line(study.command) + "\n");
               !written) {
        return tl::unexpected(written.error());
    }
    TaskFolder joined;
    joined.study_ = study;
    joined.folders_ = {folder};
    return joined;
}

tl::expected<TaskFolder, StoreError> TaskFolder::gather(const std::vector<std::string>& folders) {
    TaskFolder all;
    all.is_gathered_ = true;
    all.folders_ = folders;
    for (const std::string& folder : folders) {
        const auto study = study_of(folder);
        if (!study) {
            return tl::unexpected(study.error());
        }
        if (&folder == &folders.front()) {
            all.study_ = *study;
        } else if (study->hash != all.study_.hash) {
            return refused("two studies: " + in_quotes(folders.front()) + " has the tasks of '" +
                           all.study_.command + "' (hash " + all.study_.hash + "), and " +
                           in_quotes(folder) + " those of '" + study->command + "' (hash " +
                           study->hash + "); merge them one by one");
        }
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(tasks_path(folder), error)) {
            if (const auto read = all.read_point(folder, entry.path().filename().string());
                !read) {
                return tl::unexpected(read.error());
            }
        }
    }
    return all;
}

Nothing TaskFolder::read_point(const std::string& folder, const std::string& hash) {
    std::error_code error;
    Tasks& tasks = tasks_[hash];
    for (const auto& entry : fs::directory_iterator(tasks_path(folder) / hash, error)) {
        const std::string path = entry.path().string();
        if (entry.path().extension() != kTaskEnding) {
            continue;  // one that is being written
        }
        const auto text = text_of(entry.path());
        auto task = task_in(text.value_or(""));
        if (!task || task->point != hash ||
            entry.path().stem().string() != shortest(task->done.number)) {
            return refused("the task " + in_quotes(path) + " is damaged; delete it, and run its "
                           "shard again");
        }
        if (task->study != study_.hash) {
            return refused("the task " + in_quotes(path) + " is of another study (hash " +
                           task->study + ", not " + study_.hash + "); delete it, or merge it "
                           "with its own");
        }
        const auto [place, is_new] = tasks.try_emplace(task->done.number, task->done);
        if (!is_new && !is_same(place->second, task->done)) {
            return refused("the task " + in_quotes(path) + " says other than the same task in "
                           "another folder: the machines do not compute alike; run it again on "
                           "one of them");
        }
    }
    return {};
}

tl::expected<std::int64_t, StoreError> TaskFolder::point(const PointKey& key) {
    const auto found = std::ranges::find(points_, key.hash);
    if (found != points_.end()) {
        return found - points_.begin();
    }
    points_.push_back(key.hash);
    return static_cast<std::int64_t>(points_.size() - 1);
}

tl::expected<std::vector<StoredReplication>, StoreError> TaskFolder::replications(
    std::int64_t point) {
    const std::string& hash = points_[static_cast<std::size_t>(point)];
    if (!is_gathered_) {
        tasks_.erase(hash);
        if (const auto read = read_point(folders_.front(), hash); !read) {
            return tl::unexpected(read.error());
        }
    }
    std::vector<StoredReplication> all;
    for (const auto& [number, task] : tasks_[hash]) {
        all.push_back(task);
    }
    return all;
}

Nothing TaskFolder::put(std::int64_t point, const StoredReplication& replication) {
    const std::string& hash = points_[static_cast<std::size_t>(point)];
    return write(tasks_path(folders_.front()) / hash /
                     (shortest(replication.number) + kTaskEnding),
                 task_text(study_.hash, hash, replication));
}

Nothing TaskFolder::note_study(const std::string& /*command*/,
                               const std::vector<std::int64_t>& /*points*/) {
    return {};
}

}  // namespace ordersim::experiment
