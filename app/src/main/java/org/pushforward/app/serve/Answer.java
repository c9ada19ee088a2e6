package org.pushforward.app.serve;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a call gives back.
 *
 * @param picture a PNG, for those who can look at one
 */
record Answer(ObjectNode content, Optional<byte[]> picture) {

    static Answer of(ObjectNode content) {
        return new Answer(content, Optional.empty());
    }
}
