//! The minutes of a visit in the official form, composed of what was answered and said: nobody types them.
