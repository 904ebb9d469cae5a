package io.holdfast.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code examples/COMMANDS.md} says: a section {@code ## command} each, in which the rows of the table that begin
 * with a field's name in backticks list the fields of its JSON and their kinds, or a sentence says that they are those
 * of a section above.
 *
 * @param text   of the section
 * @param fields kinds by name; {@code a.b} is the field b of the object a, {@code a[].b} that of each object of list a
 */
public record CommandsPage(String text, Map<String, String> fields) {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z ]+) \\| .+ \\|");
    private static final Pattern SAME_AS = Pattern.compile("\\sIts\\sJSON\\sis\\sthat\\sof\\s`(\\w+)`\\.");

    /** {@return the sections by name} */
    public static Map<String, CommandsPage> sections() throws IOException {
        final Path file = Stream.of(Path.of("COMMANDS.md"), Path.of("examples/COMMANDS.md")).filter(Files::exists)
            .findFirst().orElseThrow();
        final Map<String, CommandsPage> sections = new LinkedHashMap<>();
        for (final String section : Files.readString(file).split("(?m)^## ")) {
            final String title = section.lines().findFirst().orElse("");
            final Map<String, String> fields = new LinkedHashMap<>();
            section.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
                if (fields.put(row.group(1), row.group(2)) != null) {
                    throw new IllegalStateException("twice in COMMANDS.md, " + title + ": " + row.group(1));
                }
            });
            final Matcher like = SAME_AS.matcher(section);
            if (like.find()) {
                fields.putAll(sections.get(like.group(1)).fields());
            }
            sections.put(title, new CommandsPage(section, fields));
        }
        return sections;
    }
}
