package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.holdfast.architecture.Production.CLASSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** What users of the library see. */
class PublicTypesTest {
    private static final Set<String> USER_PACKAGES = Set.of("io.holdfast", "io.holdfast.bridge",
        "io.holdfast.bridge.queueserver.client");
    private static final Set<String> USER_TYPES = Set.of("io.holdfast.bridge.tls.TlsContext",
        "io.holdfast.bridge.tls.ClientAuth", "io.holdfast.bridge.channel.PeerCertificate");

    @Test
    void showUsersNoTypeOfAnImplementation() {
        final List<JavaClass> userTypes = CLASSES.stream()
            .filter(type -> isOfUserPackage(type) && isVisible(type))
            .toList();

        final List<String> leaks = userTypes.stream().flatMap(PublicTypesTest::leaks).sorted().toList();

        assertFalse(userTypes.isEmpty());
        assertEquals(List.of(), leaks);
    }

    private static Stream<String> leaks(final JavaClass type) {
        final Stream<String> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
            .flatMap(parent -> unseen(parent, type.getName()));
        final Stream<String> members = type.getMembers().stream()
            .filter(PublicTypesTest::isVisible)
            .flatMap(member -> types(member).flatMap(used -> unseen(used, member.getFullName())));
        return Stream.concat(parents, members);
    }

    private static Stream<JavaType> types(final JavaMember member) {
        if (member instanceof final JavaField field) {
            return Stream.of(field.getType());
        }
        final JavaCodeUnit codeUnit = (JavaCodeUnit) member;
        return Stream.concat(
            Stream.concat(Stream.of(codeUnit.getReturnType()), codeUnit.getParameterTypes().stream()),
            codeUnit.getExceptionTypes().stream());
    }

    private static Stream<String> unseen(final JavaType used, final String where) {
        return used.getAllInvolvedRawTypes().stream()
            .map(JavaClass::getBaseComponentType)
            .filter(type -> !isForUsers(type))
            .map(type -> where + " shows " + type.getName());
    }

    private static boolean isForUsers(final JavaClass type) {
        final String name = type.getPackageName();
        return type.isPrimitive() || name.startsWith("java.") || name.equals("net.openhft.chronicle.bytes")
            || isOfUserPackage(type) && isVisible(type);
    }

    private static boolean isOfUserPackage(final JavaClass type) {
        return USER_PACKAGES.contains(type.getPackageName()) || USER_TYPES.contains(type.getName());
    }

    private static boolean isVisible(final JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isVisible(final JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED);
    }
}
