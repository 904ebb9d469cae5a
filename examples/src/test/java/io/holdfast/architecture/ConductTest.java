package io.holdfast.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.holdfast.SystemClock;
import io.holdfast.bridge.login.Proof;
import org.junit.jupiter.api.Test;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static io.holdfast.architecture.Production.CLASSES;
import static io.holdfast.architecture.Production.EXAMPLES;

/** What no class may do. */
class ConductTest {
    private static final Set<String> STARTING = Set.of("start", "startVirtualThread", "ofVirtual", "ofPlatform");

    @Test
    void theLibraryStartsNoThread() {
        noClasses().that().resideOutsideOfPackage(EXAMPLES)
            .should().callCodeUnitWhere(describe("a thread is made or started", ConductTest::makesThread))
            .orShould().beAssignableTo(Thread.class)
            .orShould().dependOnClassesThat().areAssignableTo(Executor.class)
            .orShould().dependOnClassesThat().areAssignableTo(CompletionStage.class)
            .orShould().dependOnClassesThat().areAssignableTo(Executors.class)
            .orShould().dependOnClassesThat().areAssignableTo(Timer.class)
            .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
            .should().callCodeUnitWhere(describe("Thread or TimeUnit sleeps",
                call -> call.getTarget().getName().equals("sleep")))
            .check(CLASSES);
    }

    @Test
    void onlyTheSystemClockReadsTheClocksOfTheMachine() {
        noClasses().that().doNotHaveFullyQualifiedName(SystemClock.class.getName())
            .should().callCodeUnitWhere(describe("a clock of the machine is read", ConductTest::readsClock))
            .orShould().dependOnClassesThat(isChroniclesOwnClock())
            .check(CLASSES);
    }

    @Test
    void onlyProgramsUseTheStandardStreams() {
        noClasses().that().resideOutsideOfPackages(EXAMPLES, "io.holdfast.store.tool..")
            .should(ACCESS_STANDARD_STREAMS)
            .check(CLASSES);
    }

    @Test
    void nobodyLogsThroughJavaUtilLogging() {
        noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(CLASSES);
    }

    @Test
    void nobodyUsesJavaSerialization() {
        noClasses()
            .should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class)
            .orShould().dependOnClassesThat().areAssignableTo(ObjectOutputStream.class)
            .check(CLASSES);
    }

    @Test
    void nothingButExceptionsAndEnumsIsSerializable() {
        noClasses().that().areNotEnums().and().areNotAssignableTo(Throwable.class)
            .should().beAssignableTo(Serializable.class)
            .check(CLASSES);
    }

    /** A comparison that ends at the first difference tells, by its time, how much of a guess is right. */
    @Test
    void whatProvesOrHoldsASecretIsComparedInATimeThatTellsNothing() {
        noClasses().that().resideInAPackage("io.holdfast.bridge.login").or().haveSimpleNameStartingWith("Secret")
            .or().haveSimpleName("ServerLogin").or().haveSimpleName("ClientLogin")
            .should().callCodeUnitWhere(describe("bytes are compared one by one", ConductTest::comparesBytes))
            .check(CLASSES);
        methods().that().areDeclaredIn(Proof.class).and().haveName("isSame")
            .should(new ArchCondition<>("call MessageDigest.isEqual") {
                @Override
                public void check(final JavaMethod method, final ConditionEvents events) {
                    final boolean isEqual = method.getMethodCallsFromSelf().stream().anyMatch(call ->
                        call.getTargetOwner().isEquivalentTo(MessageDigest.class) && call.getName().equals("isEqual"));
                    events.add(new SimpleConditionEvent(method, isEqual, method.getFullName()));
                }
            })
            .check(CLASSES);
    }

    private static boolean comparesBytes(final JavaCall<?> call) {
        final JavaClass owner = call.getTarget().getOwner();
        final String name = call.getTarget().getName();
        return owner.isEquivalentTo(Arrays.class) && (name.equals("equals") || name.equals("mismatch"))
            || owner.isEquivalentTo(ByteBuffer.class) && (name.equals("equals") || name.equals("compareTo"));
    }

    private static boolean makesThread(final JavaCall<?> call) {
        final CodeUnitCallTarget target = call.getTarget();
        final boolean isOfThread = target.getOwner().isAssignableTo(Thread.class);
        return isOfThread && (target.getName().equals("<init>") || STARTING.contains(target.getName()))
            || target.getName().equals("parallelStream")
            || target.getName().equals("parallel") && target.getOwner().getPackageName().startsWith("java.util");
    }

    private static boolean readsClock(final JavaCall<?> call) {
        final JavaClass owner = call.getTarget().getOwner();
        final String name = call.getTarget().getName();
        return owner.isEquivalentTo(System.class) && (name.equals("nanoTime") || name.equals("currentTimeMillis"))
            || owner.getPackageName().startsWith("java.time") && (name.equals("now") || name.startsWith("system"))
            || owner.isEquivalentTo(Date.class) && name.equals("<init>");
    }

    private static DescribedPredicate<JavaClass> isChroniclesOwnClock() {
        return describe("are Chronicle's system clocks", type ->
            type.getName().startsWith("net.openhft.chronicle.core.time.System")
                || type.getName().startsWith("net.openhft.chronicle.core.time.Unique"));
    }
}
