/** Color maps and ranges. Free of any toolkit. */
package org.pushforward.views.colormap;
