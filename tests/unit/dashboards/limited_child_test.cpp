// SPDX-License-Identifier: Apache-2.0
#include "dashboards/limited_child.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace nsmon::dashboards {
namespace {

Result<ChildOutput> run(const std::function<ChildResult()>& work, const ChildLimits& limits = {}) {
  auto child = LimitedChild::start(work, limits);
  REQUIRE(child);
  return child->finish();
}

ChildResult done(std::string text) {
  return {true, std::move(text)};
}

}  // namespace

TEST_CASE("a child hands over its result") {
  const auto output = run([] { return done("some text\n"); });
  REQUIRE(output);
  CHECK(output->result.succeeded);
  CHECK(output->result.text == "some text\n");
}

TEST_CASE("an empty result is a result") {
  const auto output = run([] { return done(""); });
  REQUIRE(output);
  CHECK(output->result.text.empty());
}

TEST_CASE("a child hands over its reason for failing") {
  const auto output = run([]() -> ChildResult { return {false, "because"}; });
  REQUIRE(output);
  CHECK_FALSE(output->result.succeeded);
  CHECK(output->result.text == "because");
}

TEST_CASE("a result larger than a pipe arrives whole") {
  const auto output = run([] { return done(std::string(3'000'000, 'x')); });
  REQUIRE(output);
  CHECK(output->result.text.size() == 3'000'000);
}

TEST_CASE("what a child writes to standard error is kept, up to a limit") {
  const auto output = run([] {
    for (int i = 0; i < 100'000; ++i) std::fputs("trace\n", stderr);
    return done("ok");
  });
  REQUIRE(output);
  CHECK(output->trace.starts_with("trace\ntrace\n"));
  CHECK(output->trace.size() == 64 * 1024);
}

TEST_CASE("the end of a child that broke a limit is explained") {
  struct Case {
    std::function<ChildResult()> work;
    ChildLimits limits;
    std::string message;
  };
  const ChildLimits usual;
  const std::vector<Case> cases{
      {[]() -> ChildResult {
         std::uint64_t busy = 1;
         while (busy != 0) busy = busy * 3 + 2 * static_cast<unsigned>(::getppid()) + 2;
         return done("");
       },
       {.cpu = std::chrono::seconds(1)},
       "took more than 1 s of CPU time"},
      {[] {
         ::pause();
         return done("");
       },
       {.wall = std::chrono::seconds(1)},
       "did not end within 1 s"},
      {[] { return done(std::string(2U << 20, 'x')); },
       {.output_bytes = 1U << 20},
       "gave more than 1 MiB of output"},
      {[]() -> ChildResult { std::abort(); }, usual, "needed more than 2048 MiB of memory"},
      {[]() -> ChildResult {
         std::raise(SIGSEGV);
         return done("");
       },
       usual, "nested too deeply: the evaluator ran out of stack"},
      {[]() -> ChildResult { ::_exit(0); }, usual, "the evaluator ended without a result"},
      {[]() -> ChildResult {
         std::raise(SIGFPE);
         return done("");
       },
       usual, "the evaluator was ended by signal 8 (Floating point exception)"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.message);
    const auto output = run(one.work, one.limits);
    REQUIRE_FALSE(output);
    CHECK(output.error().message == one.message);
  }
}

TEST_CASE("a child that is not waited for is ended") {
  pid_t process = 0;
  {
    auto child = LimitedChild::start(
        [] {
          ::pause();
          return done("");
        },
        {});
    REQUIRE(child);
    process = ::getpid();
  }
  CHECK(process == ::getpid());  // the destructor came back without waiting for pause()
}

}  // namespace nsmon::dashboards
