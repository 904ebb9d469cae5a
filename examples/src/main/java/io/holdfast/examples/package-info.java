/**
 * The programs of {@code holdfast.jar}. They use the library as any user would, through its public types.
 *
 * <pre>
 *   Holdfast ── echo-server, echo-client   io.holdfast.examples.echo    messages out, answers checked
 *            ├─ send, receive              io.holdfast.examples.lines   a text file travels
 *            ├─ demo                       io.holdfast.examples.demo    kills the echo programs and shows the outcome
 *            └─ bench log, rtt, throughput io.holdfast.examples.bench   figures
 *                     all of them upon     io.holdfast.examples.command options, output, child processes
 * </pre>
 *
 * Exit codes: 0 on success only, 1 when something failed, 2 for a wrong command line. An error is one line on standard
 * error; {@code --verbose} adds the stack trace.
 */
package io.holdfast.examples;
