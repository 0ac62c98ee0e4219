#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/scenario_input.hpp"

namespace ordersim::cli {
namespace {

struct EmitFlags {
    std::uint32_t shards = 0;
    std::string out = "study";
    std::string binary = "ordersim";
    std::string image;
    std::string claim = "study";
    std::string time = "01:00:00";
    std::string memory = "1Gi";
    std::uint32_t threads = 1;
    std::uint32_t retries = 3;
    std::vector<std::string> study;  ///< "sweep", "grace_sweep", ...
};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + quoted_for_shell(word);
    }
    return text;
}

std::vector<std::string> shard_command(const EmitFlags& flags, const std::string& folder) {
    std::vector<std::string> words{flags.binary};
    words.insert(words.end(), flags.study.begin(), flags.study.end());
    words.insert(words.end(), {"--shard", fmt::format("auto/{}", flags.shards), "--threads",
                               std::to_string(flags.threads), "--out", folder});
    return words;
}

std::vector<std::string> merge_command(const EmitFlags& flags, const std::string& folder) {
    return {flags.binary, "merge", folder, "--out", folder};
}

/// Letters, digits and dashes, as engines take for a name.
std::string job_name(const EmitFlags& flags) {
    std::string name = "ordersim-" + flags.study.front() + "-" +
                       (flags.study.size() > 1 ? flags.study[1] : std::string("study"));
    name = name.substr(0, name.find(".toml"));
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
        return std::isalnum(c) != 0 ? static_cast<char>(std::tolower(c)) : '-';
    });
    name.resize(std::min<std::size_t>(name.size(), 50));
    name.erase(name.find_last_not_of('-') + 1);
    return name;
}

/// "1Gi" as Slurm has it.
std::string slurm_memory(std::string memory) {
    if (memory.ends_with('i')) {
        memory.pop_back();
    }
    return memory;
}

std::string slurm_script(const EmitFlags& flags) {
    const std::string name = job_name(flags);
    return fmt::format(
        R"sh(#!/bin/sh
#SBATCH --job-name={name}
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task={threads}
#SBATCH --mem={memory}
#SBATCH --time={time}
#SBATCH --requeue
#SBATCH --open-mode=append
#
# A study in {shards} shards. Submit it and its merge by running it: sh THIS_FILE. The folder
# '{out}' must be one that all nodes see. A shard that loses its node is queued again by Slurm, one
# that is killed by itself ({retries} times), and skips the tasks that it had finished. To run what
# is missing, whatever happened, run this file again.
set -eu

if [ -z "${{SLURM_ARRAY_TASK_ID:-}}" ]; then
    job=$(sbatch --parsable "$0")
    sbatch --dependency="afterok:$job" --kill-on-invalid-dep=yes --job-name={name}-merge \
        --time={time} --mem={memory} --open-mode=append \
        --wrap {merge}
    exit
fi
status=0
{shard} || status=$?
if [ "$status" -gt 128 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt {retries} ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
)sh",
        fmt::arg("name", name), fmt::arg("shards", flags.shards), fmt::arg("out", flags.out),
        fmt::arg("threads", flags.threads), fmt::arg("memory", slurm_memory(flags.memory)),
        fmt::arg("time", flags.time), fmt::arg("retries", flags.retries),
        fmt::arg("shard", joined(shard_command(flags, flags.out))),
        fmt::arg("merge", quoted_for_shell(joined(merge_command(flags, flags.out)))));
}

/// A list in YAML's flow style: JSON strings.
std::string yaml_list(const std::vector<std::string>& words) {
    std::string text = "[";
    for (const std::string& word : words) {
        text += text.size() > 1 ? ", \"" : "\"";
        for (const char c : word) {
            text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        }
        text += '"';
    }
    return text + "]";
}

std::string pod(const EmitFlags& flags, const std::vector<std::string>& command) {
    return fmt::format(R"yaml(  template:
    spec:
      restartPolicy: Never
      containers:
        - name: ordersim
          image: "{image}"
          command: {command}
          resources:
            requests: {{cpu: "{cpu}", memory: "{memory}"}}
            limits: {{memory: "{memory}"}}
          volumeMounts:
            - {{name: study, mountPath: "{out}"}}
      volumes:
        - name: study
          persistentVolumeClaim: {{claimName: "{claim}"}}
)yaml",
                       fmt::arg("image", flags.image), fmt::arg("command", yaml_list(command)),
                       fmt::arg("cpu", flags.threads), fmt::arg("memory", flags.memory),
                       fmt::arg("out", flags.out), fmt::arg("claim", flags.claim));
}

std::string kubernetes_manifest(const EmitFlags& flags) {
    const std::string name = job_name(flags);
    return fmt::format(R"yaml(# A study in {shards} shards, and the job that merges what they did:
#
#   kubectl apply -f THIS_FILE -l part=shards
#   kubectl wait --for=condition=complete --timeout=-1s job/{name}
#   kubectl apply -f THIS_FILE -l part=merge
#
# The volume claim '{claim}' must be one that many nodes may write (ReadWriteMany). An index
# whose pod is lost is started again, and skips the tasks that it had finished; one that ends with
# wrong usage (2) or a broken invariant (3) is not.
apiVersion: batch/v1
kind: Job
metadata:
  name: {name}
  labels: {{app: ordersim, part: shards}}
spec:
  completionMode: Indexed
  completions: {shards}
  parallelism: {shards}
  backoffLimitPerIndex: {retries}
  maxFailedIndexes: 0
  podFailurePolicy:
    rules:
      - action: FailIndex
        onExitCodes: {{operator: In, values: [2, 3]}}
{shard_pod}---
apiVersion: batch/v1
kind: Job
metadata:
  name: {name}-merge
  labels: {{app: ordersim, part: merge}}
spec:
  backoffLimit: {retries}
{merge_pod})yaml",
                       fmt::arg("name", name), fmt::arg("shards", flags.shards),
                       fmt::arg("claim", flags.claim), fmt::arg("retries", flags.retries),
                       fmt::arg("shard_pod", pod(flags, shard_command(flags, flags.out))),
                       fmt::arg("merge_pod", pod(flags, merge_command(flags, flags.out))));
}

/// Whether the words after "--" are a study that can be dealt out, which is tried by reading them
/// as the study would.
bool is_study_or_tell(const EmitFlags& flags) {
    const std::string& name = flags.study.front();
    if (name == "tune") {
        tell_error("'tune' decides in rounds, each from the results of all: run it with "
                   "'mpirun ordersim-mpi tune ...'");
        return false;
    }
    CLI::App app("", "ordersim");
    app.require_subcommand(1);
    Work work;
    add_studies(app, work);
    std::vector<std::string> words = shard_command(flags, flags.out);
    words.erase(words.begin());
    std::ranges::reverse(words);
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        tell_error("after -- stands a study without --shard, --threads and --out, like "
                   "'sweep grace_sweep': " + std::string(error.what()));
        return false;
    }
    return true;
}

int emit(const EmitFlags& flags, std::string (*text)(const EmitFlags&)) {
    if (!is_study_or_tell(flags)) {
        return kWrongUsage;
    }
    return print(text(flags)) ? kDone : kRunTimeFailure;
}

CLI::App* add_engine(CLI::App& emitter, const char* name, const char* what, EmitFlags& flags) {
    CLI::App* command = emitter.add_subcommand(name, what);
    command->add_option("--shards", flags.shards, "How many processes share the tasks")
        ->required()
        ->check(CLI::Range(1, 1'000'000));
    command->add_option("--threads", flags.threads, "Of each shard (1)")
        ->check(CLI::Range(1, 1024));
    command->add_option("--memory", flags.memory, "Of each shard (1Gi)")->type_name("SIZE");
    command->add_option("--retries", flags.retries, "Of a shard that is killed (3)")
        ->check(CLI::Range(0, 1000));
    command->add_option("--binary", flags.binary, "The program where it runs (ordersim)")
        ->type_name("PATH");
    command->add_option("study", flags.study, "The study: sweep, compare or sensitivity, after --")
        ->required()
        ->type_name("-- COMMAND...");
    return command;
}

}  // namespace

void add_emit(CLI::App& app, Work& chosen) {
    CLI::App* emitter = app.add_subcommand(
        "emit", "A study in shards, as a job of Slurm or Kubernetes");
    emitter->require_subcommand(1);
    const auto slurm = std::make_shared<EmitFlags>();
    CLI::App* command = add_engine(*emitter, "slurm", "A script that submits array and merge",
                                   *slurm);
    command->add_option("--time", slurm->time, "Limit of a shard (01:00:00)")
        ->type_name("HH:MM:SS");
    command->add_option("--out", slurm->out, "Folder that all nodes see (study)")->type_name("DIR");
    command->callback([&chosen, slurm] {
        chosen = [slurm] { return emit(*slurm, slurm_script); };
    });
    const auto kubernetes = std::make_shared<EmitFlags>();
    kubernetes->out = "/study";
    command = add_engine(*emitter, "kubernetes", "A manifest with an Indexed Job and its merge",
                         *kubernetes);
    command->add_option("--image", kubernetes->image, "Container image with the program")
        ->required()
        ->type_name("IMAGE");
    command->add_option("--claim", kubernetes->claim, "Persistent volume claim (study)")
        ->type_name("NAME");
    command->add_option("--out", kubernetes->out, "Where it is mounted (/study)")->type_name("DIR");
    command->callback([&chosen, kubernetes] {
        chosen = [kubernetes] { return emit(*kubernetes, kubernetes_manifest); };
    });
}

}  // namespace ordersim::cli
