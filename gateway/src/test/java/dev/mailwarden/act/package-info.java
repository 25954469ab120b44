/** Tests of what is done about judged mail. */
@NullMarked
package dev.mailwarden.act;

import org.jspecify.annotations.NullMarked;
