package org.pushforward.engine.learn;

import org.pushforward.engine.api.CancelToken;

/** What networks are computed with in this process, for reports. */
public final class Networks {

    private Networks() { }

    /** One sentence; loads and tries libtorch if that was not done yet, which takes some seconds. */
    public static String arithmetic(CancelToken cancel) {
        return Torch.outcome(cancel).words();
    }
}
