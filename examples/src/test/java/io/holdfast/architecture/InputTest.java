package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import org.junit.jupiter.api.Test;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.util.Set;
import javax.naming.Context;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static io.holdfast.architecture.Production.CLASSES;
import static io.holdfast.architecture.Production.EXAMPLES;

/** Bytes from outside never become code or objects of a class that they name. */
class InputTest {
    private static final Set<String> OF_CLASSES = Set.of("forName", "loadClass", "defineClass", "newInstance",
        "defineHiddenClass", "findClass");
    private static final Set<String> OF_METHODS = Set.of("getMethod", "getDeclaredMethod", "getMethods",
        "getDeclaredMethods", "getConstructor", "getDeclaredConstructor", "getConstructors");

    /** Both ask the JDK for one method, by a name that stands in the code, which not every JDK has. */
    private static final Set<String> ASKING_THE_JDK = Set.of("io.holdfast.store.DurableFile",
        "io.holdfast.examples.command.Terminal");

    /** What they run stands in their code or is this program itself. */
    private static final Set<String> STARTING_PROGRAMS = Set.of("io.holdfast.examples.command.ChildProcess",
        "io.holdfast.examples.command.Stty", "io.holdfast.examples.doctor.SystemPrograms",
        "io.holdfast.examples.bench.link.BenchCertificate");

    /** Of the package of directories the parser of names will do, the directories themselves will not. */
    @Test
    void nobodyReadsObjects() {
        noClasses()
            .should().dependOnClassesThat().areAssignableTo(ObjectInput.class)
            .orShould().dependOnClassesThat().areAssignableTo(Externalizable.class)
            .orShould().dependOnClassesThat().areAssignableTo(ObjectInputFilter.class)
            .orShould().dependOnClassesThat().areAssignableTo(Context.class)
            .orShould().dependOnClassesThat().resideInAnyPackage("java.beans..", "java.rmi..", "javax.script..",
                "javax.xml..", "org.w3c..", "org.xml..", "javax.management.remote..")
            .check(CLASSES);
        noMethods().should().haveName("readObject").orShould().haveName("readResolve")
            .orShould().haveName("readExternal").orShould().haveName("readObjectNoData")
            .check(CLASSES);
    }

    /** Chronicle can make objects of what a file says, and call them; records are read by our own code instead. */
    @Test
    void nobodyLetsChronicleReadObjects() {
        noClasses().that().resideOutsideOfPackage("io.holdfast.examples.bench..")
            .should().dependOnClassesThat().resideInAPackage("net.openhft.chronicle.wire..")
            .check(CLASSES);
        noClasses().should().callCodeUnitWhere(describe("Chronicle reads an object", InputTest::readsObject))
            .check(CLASSES);
    }

    @Test
    void nobodyLoadsClassesByName() {
        noClasses().should().callCodeUnitWhere(describe("a class is loaded or made by name", InputTest::loadsClass))
            .orShould().dependOnClassesThat().areAssignableTo(ClassLoader.class)
            .orShould().dependOnClassesThat().areAssignableTo(java.util.ServiceLoader.class)
            .check(CLASSES);
    }

    @Test
    void nobodyCallsMethodsByName() {
        noClasses().that(describe("do not ask the JDK", type -> !ASKING_THE_JDK.contains(type.getName())))
            .should().callCodeUnitWhere(describe("a method is looked up by name", InputTest::looksUp))
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.reflect.Method")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.reflect.Proxy")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.reflect.Constructor")
            .check(CLASSES);
    }

    @Test
    void onlyAFewProgramsStartOthersAndTheLibraryNone() {
        noClasses().that().resideOutsideOfPackage(EXAMPLES)
            .should().dependOnClassesThat().areAssignableTo(ProcessBuilder.class)
            .check(CLASSES);
        noClasses().that(describe("start no program", type -> !STARTING_PROGRAMS.contains(type.getName())))
            .should().dependOnClassesThat().areAssignableTo(ProcessBuilder.class)
            .orShould().callCodeUnitWhere(describe("Runtime.exec", call ->
                call.getTarget().getOwner().isEquivalentTo(Runtime.class) && call.getTarget().getName().equals("exec")))
            .check(CLASSES);
    }

    private static boolean readsObject(final JavaCall<?> call) {
        final CodeUnitCallTarget target = call.getTarget();
        return target.getOwner().getPackageName().startsWith("net.openhft.chronicle")
            && Set.of("readObject", "object", "typedMarshallable", "methodReader", "methodReaderBuilder")
                .contains(target.getName());
    }

    private static boolean loadsClass(final JavaCall<?> call) {
        final CodeUnitCallTarget target = call.getTarget();
        return OF_CLASSES.contains(target.getName()) && (target.getOwner().getPackageName().startsWith("java.lang")
            || target.getOwner().isAssignableTo(ClassLoader.class));
    }

    private static boolean looksUp(final JavaCall<?> call) {
        final CodeUnitCallTarget target = call.getTarget();
        return target.getOwner().isEquivalentTo(Class.class) && OF_METHODS.contains(target.getName())
            || target.getOwner().getName().equals("java.lang.invoke.MethodHandles$Lookup")
                && Set.of("findVirtual", "findStatic", "findConstructor", "findSpecial", "unreflect")
                    .contains(target.getName());
    }
}
