// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_RUNNER
#include "support/golden.h"

#include <catch2/catch.hpp>

int main(int argc, char** argv) {
  Catch::Session session;
  bool update = false;
  session.cli(session.cli() |
              Catch::clara::Opt(update)["--update-golden"]("rewrite files of expected output"));
  if (const int status = session.applyCommandLine(argc, argv); status != 0) return status;
  nsmon::test::set_update_golden(update);
  return session.run();
}
