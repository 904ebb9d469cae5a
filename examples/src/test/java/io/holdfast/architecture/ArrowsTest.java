package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.stream.Collectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.holdfast.architecture.Production.API;
import static io.holdfast.architecture.Production.BRIDGE;
import static io.holdfast.architecture.Production.CLASSES;
import static io.holdfast.architecture.Production.EXAMPLES;
import static io.holdfast.architecture.Production.STORE;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who may know whom. */
class ArrowsTest {
    private static final String QUEUE_SERVER = "io.holdfast.bridge.queueserver";
    private static final String BENCHED_SYSTEMS = "io.holdfast.examples.bench.link";

    @Test
    void examplesUseTheBridgeTheBridgeUsesTheStoreAndAllUseTheApi() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("api").definedBy(API)
            .optionalLayer("chronicle-store").definedBy(STORE)
            .layer("tcp-bridge").definedBy(BRIDGE)
            .layer("examples").definedBy(EXAMPLES)
            .whereLayer("api").mayNotAccessAnyLayer()
            .whereLayer("chronicle-store").mayOnlyAccessLayers("api")
            .whereLayer("tcp-bridge").mayOnlyAccessLayers("api", "chronicle-store")
            .whereLayer("examples").mayOnlyAccessLayers("api", "chronicle-store", "tcp-bridge")
            .ensureAllClassesAreContainedInArchitecture()
            .check(CLASSES);
    }

    @Test
    void theApiDependsOnNothingButJavaAndChronicleBytes() {
        classes().that().resideInAPackage(API)
            .should().onlyDependOnClassesThat().resideInAnyPackage(API, "java..", "net.openhft.chronicle.bytes")
            .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void peersKnowNothingOfTheQueueServerAndItsFramesKnowNeitherSocketsNorStore() {
        noClasses().that().resideInAPackage(BRIDGE).and().resideOutsideOfPackage(QUEUE_SERVER + "..")
            .should().dependOnClassesThat().resideInAPackage(QUEUE_SERVER + "..")
            .check(CLASSES);
        noClasses().that().resideInAPackage(QUEUE_SERVER + ".protocol")
            .should().dependOnClassesThat().resideInAnyPackage(STORE, "io.holdfast.bridge.channel", QUEUE_SERVER)
            .check(CLASSES);
        noClasses().that().resideInAPackage(QUEUE_SERVER + ".log")
            .should().dependOnClassesThat().resideInAnyPackage("io.holdfast.bridge.channel", QUEUE_SERVER,
                QUEUE_SERVER + ".protocol")
            .check(CLASSES);
    }

    @Test
    void clientsOfTheQueueServerKnowItsFramesAndNothingElseOfIt() {
        noClasses().that().resideInAPackage(QUEUE_SERVER + ".client")
            .should().dependOnClassesThat().resideInAnyPackage(STORE, QUEUE_SERVER, QUEUE_SERVER + ".log",
                QUEUE_SERVER + ".subscriber")
            .check(CLASSES);
        noClasses().that().resideInAPackage(QUEUE_SERVER + "..").and().resideOutsideOfPackage(QUEUE_SERVER + ".client")
            .should().dependOnClassesThat().resideInAPackage(QUEUE_SERVER + ".client")
            .check(CLASSES);
    }

    /** The benchmarks measure Holdfast against a stock queue, which is their business alone. */
    @Test
    void oneClassAtMostOfTheLibraryTouchesChronicleQueue() {
        final Set<String> touching = CLASSES.stream()
            .filter(ArrowsTest::dependsOnChronicleQueue)
            .filter(type -> !type.getPackageName().equals(BENCHED_SYSTEMS))
            .map(type -> type.getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toSet());

        assertTrue(touching.size() <= 1, "these depend on Chronicle Queue: " + touching);
        assertTrue(touching.stream().allMatch(name -> name.startsWith("io.holdfast.store.")), touching.toString());
    }

    @Test
    void aeronIsWhatTheBenchmarksMeasureAgainstAndNothingElse() {
        noClasses().that().resideOutsideOfPackage(BENCHED_SYSTEMS)
            .should().dependOnClassesThat().resideInAnyPackage("io.aeron..", "org.agrona..")
            .check(CLASSES);
    }

    private static boolean dependsOnChronicleQueue(final JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
            .anyMatch(dependency -> dependency.getTargetClass().getPackageName()
                .startsWith("net.openhft.chronicle.queue"));
    }
}
