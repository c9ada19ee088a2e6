/** What the window says, in the language of whoever sits before it. */
package org.pushforward.views.text;
