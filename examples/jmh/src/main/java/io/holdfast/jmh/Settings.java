package io.holdfast.jmh;

/** What the benchmarks have in common: the JVM's flags, which a forked JVM does not take from a manifest. */
final class Settings {
    /** Messages of an invocation. */
    static final int CHUNK = 256;

    static final String OPEN_NIO = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String OPEN_REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";
    static final String EXPORT_REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";
    static final String NO_ANNOUNCER = "-Dchronicle.announcer.disable=true";
    static final String NO_DISK_MONITOR = "-Dchronicle.disk.monitor.disable=true";

    private Settings() {
    }
}
