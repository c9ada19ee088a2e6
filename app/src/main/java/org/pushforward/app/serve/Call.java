package org.pushforward.app.serve;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.pushforward.engine.io.JsonReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that can be asked for.
 *
 * @param what for those who read the list of calls, a sentence
 */
record Call(String name, String what, List<Argument> arguments, Function<JsonReader, Answer> work) {

    /** What an argument is; the words of JSON Schema. */
    enum Kind { STRING, INTEGER, NUMBER, BOOLEAN, OBJECT }

    /** An argument of a call. */
    record Argument(String name, Kind kind, boolean needed, String what) {

        static Argument needed(String name, Kind kind, String what) {
            return new Argument(name, kind, true, what);
        }

        static Argument maybe(String name, Kind kind, String what) {
            return new Argument(name, kind, false, what);
        }
    }

    Answer answer(JsonReader given) {
        given.only(arguments.stream().map(Argument::name).toArray(String[]::new));
        return work.apply(given);
    }

    /** Name, description and JSON Schema of the arguments, as the tools of the Model Context Protocol are told. */
    void describe(ObjectNode node) {
        ObjectNode schema = node.put("name", name).put("description", what).putObject("inputSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        arguments.forEach(a -> properties.putObject(a.name).put("type", a.kind.name().toLowerCase(Locale.ROOT)).put("description", a.what));
        var required = schema.putArray("required");
        arguments.stream().filter(Argument::needed).forEach(a -> required.add(a.name));
        schema.put("additionalProperties", false);
    }
}
