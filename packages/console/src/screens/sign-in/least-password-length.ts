/** As the control API asks for; it checks by itself. */
export const leastPasswordLength = 12;
