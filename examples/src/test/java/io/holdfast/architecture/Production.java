package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of all modules, without tests. */
final class Production {
    static final String API = "io.holdfast";
    static final String STORE = "io.holdfast.store..";
    static final String BRIDGE = "io.holdfast.bridge..";
    static final String EXAMPLES = "io.holdfast.examples..";
    static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("-tests.jar"))
        .importPackages(API);

    private Production() {
    }
}
