// Generated from packages/server/openapi.json by `npm run api`.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server lives
         * @description For anybody who reaches the listener.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                            mode: components["schemas"]["Mode"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the text format of Prometheus
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Metrics */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which mode, who did it, is it enforced, what still writes
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/in-force": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the instance that answers enforces, and why; needs no store
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InForce"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, as server-sent events: status, traffic, decisions
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    only?: string;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Events until the client leaves */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/instances/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an instance off the list that will not come back
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        actor?: string;
                        /** @default false */
                        anyway?: boolean;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            removed: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the site, or areas of it, read-only or closed, after proving that the caller gets in. What makes nothing stricter needs no proof
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TurnOn"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            switch: components["schemas"]["Switch"];
                            lockOut: components["schemas"]["LockOutCheck"];
                            replaced: components["schemas"]["Switch"] & (Record<string, never> | null);
                            pass: {
                                id: string;
                                link: string;
                                isFromThisMachine: boolean;
                            } | null;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the site, or some areas of it
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default  */
                        reason?: string;
                        actor?: string;
                        /** @default false */
                        anyway?: boolean;
                        /** @default [] */
                        areas?: string[];
                        /** @default false */
                        force?: boolean;
                        /** @default false */
                        testPassed?: boolean;
                        expectedEpoch?: number;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            switch: components["schemas"]["Switch"];
                            changed: boolean;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/stillness/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide how a phase goes on that waits: without what it waits for, by cutting that, by taking the turning on back, or by trying again
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        decision: "go-on" | "cut" | "roll-back" | "try-again";
                        reason: string;
                        actor?: string;
                        /** @enum {string} */
                        phase?: "announce" | "freeze" | "drain" | "guards" | "watch" | "checks" | "open-guards" | "open-mode" | "resume-workers";
                        /** @default false */
                        anyway?: boolean;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            decision: "go-on" | "cut" | "roll-back" | "try-again";
                            leftBehind: string[];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/on/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What turning on would meet: the ways in, tried, and what of the recent traffic would be refused
         * @description Scope `switch`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        mode: components["schemas"]["Mode"];
                        /**
                         * @description Areas whose mode differs, by name
                         * @default {}
                         */
                        areas?: {
                            [key: string]: components["schemas"]["Mode"];
                        };
                        /** @default {} */
                        notice?: {
                            [key: string]: unknown;
                        };
                        /** @default null */
                        expires?: {
                            at: number;
                            /** @enum {string} */
                            then: "open";
                        } | null;
                        /** @default {} */
                        proof?: {
                            /** @default null */
                            credentials?: {
                                host: string | null;
                                headers: string[];
                                address: string | null;
                            } | null;
                            /** @default null */
                            passFor?: string | null;
                            /**
                             * Format: uri
                             * @default null
                             */
                            passUrl?: string | null;
                            /** @default null */
                            breakGlassToken?: string | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lockOut: components["schemas"]["LockOutCheck"];
                            impact: components["schemas"]["Impact"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the real page and the real answer to a program, as visitors would get them
         * @description Scope `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        mode: components["schemas"]["Mode"];
                        /**
                         * @description Areas whose mode differs, by name
                         * @default {}
                         */
                        areas?: {
                            [key: string]: components["schemas"]["Mode"];
                        };
                        /** @default {} */
                        notice?: {
                            [key: string]: unknown;
                        };
                        /** @default  */
                        reason?: string;
                        /** @default null */
                        expected?: {
                            earliest: number;
                            latest: number;
                            nextUpdateAt: number | null;
                        } | null;
                        /** @default null */
                        settings?: {
                            [key: string]: unknown;
                        } | null;
                    };
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/previews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page of a preview, to be shown in a frame of the console
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    language?: string;
                    theme?: "light" | "dark";
                    shows?: "window" | "error";
                };
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/workers/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A process says what its workers do, and hears what they are to do
         * @description Scope `workers`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProcessReport"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string|null} */
                            wanted: "running" | "paused" | null;
                            order: number | null;
                            token: components["schemas"]["WorkerToken"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/workers/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What jobs of a worker send with their calls through the gate, good for a minute
         * @description Scope `workers`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        worker: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkerToken"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/workers/{worker}/processes/{id}/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wait no more for a process that says nothing, because it is known to have ended
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                    worker: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            forgotten: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which state of which store this is: what gates poll
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lineage: string;
                            epoch: number;
                            windowId: string | null;
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            since: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The switch, and the passes that are good
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lineage: string;
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            now: number;
                            switch: components["schemas"]["Switch"];
                            passes: components["schemas"]["GatePass"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How pages look, as operators set it; null = nobody has
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            settings: components["schemas"]["Settings"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events `epoch`: hints to look at once, which may be lost
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Events until the client leaves */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance of this key says what it enforces, and renews its lease
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GateReport"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            now: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance of this key ends: nobody waits for it any more
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            left: boolean;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uses a pass up that was shown to the gate; null = it cannot be used
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        tokenHash: string;
                        record: components["schemas"]["GateRecord"];
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            pass: components["schemas"]["GatePass"] & (Record<string, never> | null);
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uses the confirmation of a write up, once over all instances
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        key: string;
                        /**
                         * @description Milliseconds since 1970
                         * @example 1763700000000
                         */
                        expiresAt: number;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            claimed: boolean;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/audit/append": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records of a chain of this key, all or none
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        records: components["schemas"]["GateRecord"][];
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appended: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/audit/seal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The head of a chain of this key, sealed
         * @description Scope `gate`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GateSeal"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            sealed: true;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/audit/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest record of a chain of this key; null = there is none
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query: {
                    chain: string;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            head: components["schemas"]["GateRecord"] & (Record<string, never> | null);
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/gate/audit/chains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The chains that this key began
         * @description Scope `gate`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            chains: string[];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every webhook of the policy, and what is held of it
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            now: number;
                            webhooks: components["schemas"]["Webhook"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/webhooks/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was held, in the order of acceptance, without what it says
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    webhook?: string;
                    state?: components["schemas"]["HeldState"];
                    after?: number | null;
                    limit?: number;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            now: number;
                            held: components["schemas"]["HeldWebhook"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/webhooks/held/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One held webhook with what its sender said; goes on record
         * @description Scope `audit`. An operator must have proved within the last 15 minutes who he is.
         */
        get: {
            parameters: {
                query?: {
                    actor?: string;
                };
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            held: components["schemas"]["HeldWebhook"];
                            content: components["schemas"]["HeldContent"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/webhooks/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide what becomes of held webhooks
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WebhookDecision"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changed: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/passes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Passes, newest first
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    state?: "good" | "ended";
                    search?: string;
                    skip?: number | null;
                    limit?: number;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            passes: components["schemas"]["Pass"][];
                            total: number;
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            now: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a pass; its link is shown once
         * @description Scope `passes`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreatePass"];
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreatedPass"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/passes/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a pass and every session made with it
         * @description Scope `passes`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revoked: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/passes/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who redeemed a pass and what was done with it, newest first
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            pass: components["schemas"]["Pass"];
                            entries: {
                                /**
                                 * @description Milliseconds since 1970
                                 * @example 1763700000000
                                 */
                                at: number;
                                kind: string;
                                actor: string;
                                what: string;
                                count: number;
                            }[];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/insiders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who gets in: roles and where they come from, trusted paths, who is inside, break-glass
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Insiders"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused requests per minute, top refused routes, recent bypasses, writes that no rule names
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Traffic"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest decisions of this server, newest first
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    kind?: "allow" | "refuse" | "confirm" | "bypass";
                    search?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            decisions: components["schemas"]["TrafficDecision"][];
                            total: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/references/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A refusal by the reference that a visitor reads to support
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    reference: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecordedDecision"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would happen to a request, by the very decision that requests go through
         * @description Scope `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Explain"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Explanation"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused writes of one window by route and actor, most often first
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: {
                    window?: string;
                    skip?: number | null;
                    limit?: number;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Ledger"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/ledger/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger of a window as a file
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query: {
                    window?: string;
                    format: "csv" | "jsonl";
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description CSV, safe in a spreadsheet; or a line of JSON for each */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policy in force, and where each value comes from
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Policy"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/policy/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What each mode does with some requests
         * @description Scope `read`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        requests: {
                            method: string;
                            url: string;
                        }[];
                        as?: components["schemas"]["Role"];
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: components["schemas"]["TestedRequest"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What operators set while the server runs
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoredSettings"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Set them; every server of the site confirms them like a change of the switch
         * @description Scope `settings`. An operator must have proved within the last 15 minutes who he is.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        expectedEpoch: number;
                        settings: components["schemas"]["Settings"];
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoredSettings"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/production": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether production mode is on, what it does, and what it shut lately
         * @description Scope `read`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Production"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/production/on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn production mode on; it opens no window
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        actor?: string;
                        expectedEpoch?: number;
                        force?: boolean;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            switch: components["schemas"]["Switch"];
                            changed: boolean;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/production/off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn production mode off
         * @description Scope `switch`. An operator must have proved within the last 15 minutes who he is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        actor?: string;
                        expectedEpoch?: number;
                        force?: boolean;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            switch: components["schemas"]["Switch"];
                            changed: boolean;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Technical errors that restricted readers did not get to see, newest first
         * @description Scope `audit`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    afterAt?: number | null;
                    afterId?: string;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            incidents: components["schemas"]["Incident"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One technical error by the id that its reader was told, with what the application sent; goes on record
         * @description Scope `audit`. An operator must have proved within the last 15 minutes who he is.
         */
        get: {
            parameters: {
                query?: {
                    actor?: string;
                };
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            incident: components["schemas"]["Incident"];
                            contents: components["schemas"]["IncidentOriginal"];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is on record, newest first
         * @description Scope `audit`.
         */
        get: {
            parameters: {
                query?: {
                    kind?: string;
                    without?: string;
                    actor?: string;
                    from?: number | null;
                    to?: number | null;
                    search?: string;
                    before?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            records: components["schemas"]["AuditRecord"][];
                            next: string | null;
                            /**
                             * @description Milliseconds since 1970
                             * @example 1763700000000
                             */
                            searchedTo: number | null;
                            kinds: string[];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check every record, chain and seal; ends when whoever asked closes the connection and nobody else waits
         * @description Scope `audit`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditVerification"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the check is that runs
         * @description Scope `audit`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunningVerification"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Records as a file, newest first
         * @description Scope `audit`.
         */
        get: {
            parameters: {
                query: {
                    kind?: string;
                    without?: string;
                    actor?: string;
                    from?: number | null;
                    to?: number | null;
                    search?: string;
                    format: "csv" | "jsonl";
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description CSV, safe in a spreadsheet; or a line of JSON for each */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How somebody can sign in, and whether the first owner is missing
         * @description For anybody who reaches the listener.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignInOptions"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Sign in with name and password
         * @description For anybody who reaches the listener.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        password: string;
                        code?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignInResult"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/sign-in/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enter the code of the second factor, or a recovery code
         * @description For anybody who reaches the listener.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignInResult"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/sign-in/provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to the OpenID provider
         * @description For anybody who reaches the listener.
         */
        get: {
            parameters: {
                query?: {
                    returnTo?: string;
                };
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description To the provider */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/sign-in/provider/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from the OpenID provider
         * @description For anybody who reaches the listener.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Into the console */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become the first owner, or accept an invitation, with a one-time code
         * @description For anybody who reaches the listener.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        name?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignInResult"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session, or every session of this operator
         * @description For whoever is signed in; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        everywhere: boolean;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description For whoever is signed in; never for a key.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who it is: with the second factor where there is one, else with the password
         * @description For whoever is signed in; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password?: string;
                        code?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the password; every other session of this operator ends
         * @description For whoever is signed in; never for a key.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        current: string;
                        next: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a secret for one-time codes; it counts once a code of it was entered
         * @description For whoever is signed in; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password?: string;
                    };
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecondFactorSecret"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enter the first code; gives the recovery codes, once
         * @description For whoever is signed in; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            session: components["schemas"]["Session"];
                            recoveryCodes: string[];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do without one-time codes again
         * @description For whoever is signed in; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/session/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where this operator is signed in
         * @description For whoever is signed in; never for a key.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            sessions: components["schemas"]["OperatorSession"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who works with the console
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operators: components["schemas"]["Operator"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Invite somebody; the code is shown once
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        role: components["schemas"]["OperatorRole"];
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Invitation"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/operators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an operator with all sessions
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        delete: {
            parameters: {
                query?: {
                    actor?: string;
                };
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            removed: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change role or name, disable or enable; a changed role ends nothing, a disabled operator is out at once
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        version: number;
                        name?: string;
                        role?: components["schemas"]["OperatorRole"];
                        disabled?: boolean;
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Operator"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/sites/{site}/operators/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take password and second factor away, end every session, and invite again
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Invitation"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/operators/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of an operator
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended: number;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/enrolment-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new code for the first owner, while nobody is an operator
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EnrolmentCode"];
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys of programs, ended ones too
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            keys: components["schemas"]["ApiKey"][];
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a key; it is shown once
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        scopes: components["schemas"]["ControlScope"][];
                        expiresInDays: number | null;
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: components["schemas"]["ApiKey"];
                            token: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a key
         * @description For owners who proved within the last 15 minutes who they are; never for a key.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    site: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        actor?: string;
                    };
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revoked: string;
                        };
                    };
                };
                /** @description What was wrong, with a code of docs/errors.md */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        Mode: "open" | "read-only" | "closed";
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code?: "PORTCULLIS_READ_ONLY" | "PORTCULLIS_CLOSED" | "PORTCULLIS_MALFORMED_REQUEST" | "PORTCULLIS_METHOD_REFUSED" | "PORTCULLIS_BODY_TOO_LARGE" | "PORTCULLIS_PRODUCTION_REFUSED" | "PORTCULLIS_CONFIRMATION_NEEDED" | "PORTCULLIS_DECISION_FAILED" | "PORTCULLIS_OWN_ROUTE_UNKNOWN" | "PORTCULLIS_PASS_REFUSED" | "PORTCULLIS_UPSTREAM_UNREACHABLE" | "PORTCULLIS_UPSTREAM_TIMEOUT" | "PORTCULLIS_WEBHOOK_UNVERIFIED" | "PORTCULLIS_WEBHOOK_TOO_LARGE" | "PORTCULLIS_CONFIG_INVALID" | "PORTCULLIS_POLICY_INVALID" | "PORTCULLIS_NOTICE_INVALID" | "PORTCULLIS_SETTINGS_INVALID" | "PORTCULLIS_SWITCH_CONFLICT" | "PORTCULLIS_WINDOW_NOT_YOURS" | "PORTCULLIS_LOCKED_OUT" | "PORTCULLIS_TEST_RESULT_MISSING" | "PORTCULLIS_NOT_OPENED" | "PORTCULLIS_NOT_DECIDABLE" | "PORTCULLIS_CONDUCTED_ELSEWHERE" | "PORTCULLIS_STORE_UNAVAILABLE" | "PORTCULLIS_STORE_CORRUPT" | "PORTCULLIS_STATE_UNWRITABLE" | "PORTCULLIS_AUDIT_UNWRITABLE" | "PORTCULLIS_USAGE" | "PORTCULLIS_NOT_FOUND" | "PORTCULLIS_SIGN_IN_NEEDED" | "PORTCULLIS_SIGN_IN_REFUSED" | "PORTCULLIS_FORBIDDEN" | "PORTCULLIS_CONFIRM_NEEDED" | "PORTCULLIS_FOREIGN_REQUEST" | "PORTCULLIS_HOST_UNKNOWN" | "PORTCULLIS_TOO_MANY_TRIES" | "PORTCULLIS_CODE_REFUSED" | "PORTCULLIS_NAME_TAKEN" | "PORTCULLIS_LAST_OWNER" | "PORTCULLIS_OPERATOR_CONFLICT" | "PORTCULLIS_PROVIDER_FAILED";
            values?: {
                [key: string]: string | number;
            };
            retryAfterSeconds?: number;
        };
        Status: {
            site: string;
            switch: components["schemas"]["Switch"];
            inForce: components["schemas"]["InForce"];
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            now: number;
            enforcement: components["schemas"]["Enforcement"];
            word: string;
            effectiveRule: string;
            effectiveRuleSaid: components["schemas"]["Said"];
            warnings: string[];
            warningsSaid: components["schemas"]["Said"][];
            upstream: string;
            instance: string;
            publicUrl: string;
            areas: {
                name: string;
                title: components["schemas"]["LocalizedText"];
            }[];
            writePasses: {
                count: number;
                longest: {
                    id: string;
                    subject: string;
                    /**
                     * @description Milliseconds since 1970
                     * @example 1763700000000
                     */
                    expiresAt: number;
                }[];
            };
            brand: string;
            preset: string | null;
            stillness: components["schemas"]["Stillness"] | null;
            webhooks: {
                waiting: number;
                failed: number;
            } | null;
        };
        Switch: {
            site: string;
            epoch: number;
            windowId: string | null;
            mode: components["schemas"]["Mode"];
            /** @description Areas whose mode differs, by name */
            areas: {
                [key: string]: components["schemas"]["Mode"];
            };
            notice: components["schemas"]["Notice"];
            reason: string;
            actor: components["schemas"]["Actor"];
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            since: number;
            setBy: components["schemas"]["Actor"];
            opened: {
                by: components["schemas"]["Actor"];
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
            } | null;
            expected: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                earliest: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                latest: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                nextUpdateAt: number | null;
            } | null;
            expires: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                /** @enum {string} */
                then: "open";
            } | null;
            production: boolean;
            draining: string[];
        };
        Notice: {
            message: components["schemas"]["LocalizedText"];
            paused: components["schemas"]["LocalizedText"];
            stillWorks: components["schemas"]["LocalizedText"];
            button: {
                label: components["schemas"]["LocalizedText"];
                url: string;
            } | null;
            contact: {
                email?: string;
                phone?: string;
                url?: string;
            };
        };
        LocalizedText: {
            [key: string]: string;
        };
        Actor: {
            /** @enum {string} */
            kind: "operator" | "key" | "shell" | "schedule" | "system";
            name: string;
        };
        InForce: {
            instance: string;
            mode: components["schemas"]["Mode"];
            /** @description Areas whose mode differs, by name */
            areas: {
                [key: string]: components["schemas"]["Mode"];
            };
            /** @enum {string} */
            why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            override: {
                mode: components["schemas"]["Mode"];
                reason: string;
                actor: string;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                createdAt: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                expiresAt: number;
            } | null;
            breakGlassPasses: string[];
            breakGlassDamaged: string | null;
            origin: string;
        };
        Enforcement: {
            enforced: boolean;
            epoch: number;
            instances: components["schemas"]["InstanceStanding"][];
            writesInFlight: number;
            missing: string[];
        };
        InstanceStanding: {
            instance: components["schemas"]["Instance"];
            /** @enum {string} */
            state: "enforcing" | "behind" | "looser" | "other-secret" | "other-policy" | "draining" | "silent" | "fenced" | "contested";
            lagMs: number;
            detail: string;
            detailSaid: components["schemas"]["Said"];
        };
        Instance: {
            id: string;
            version: string;
            host: string;
            processId: number;
            epoch: number;
            policyDigest: string;
            secretDigest?: string;
            effectiveMode: components["schemas"]["Mode"];
            /** @description Areas whose mode differs, by name */
            effectiveAreas: {
                [key: string]: components["schemas"]["Mode"];
            };
            /** @enum {string} */
            why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            /** @enum {string} */
            onStoreLost: "keep" | "read-only" | "closed";
            leaseMs: number;
            clockOffsetMs: number;
            writesInFlight: {
                method: string;
                path: string;
                ageMs: number;
            }[];
            writesInFlightCount: number;
            runningWritesCount?: number;
            breakGlassSeen: string | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            startedAt: number;
            takesProcesses?: boolean;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            seenAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            now: number;
        };
        Said: {
            /** @enum {string} */
            code: "sign-in-open";
            values: {
                page: string;
                method: string;
                target: string;
                leadsNowhere: boolean;
                rolesAlone: ("admin" | "support" | "allowed" | "visitor")[];
            };
        } | {
            /** @enum {string} */
            code: "sign-in-page-refused";
            values: {
                page: string;
                rule: {
                    id: string;
                    detail: string;
                };
            };
        } | {
            /** @enum {string} */
            code: "sign-in-page-status";
            values: {
                page: string;
                status: number;
            };
        } | {
            /** @enum {string} */
            code: "sign-in-page-failed";
            values: {
                page: string;
                reason: string;
            };
        } | {
            /** @enum {string} */
            code: "sign-in-without-form";
            values: {
                page: string;
            };
        } | {
            /** @enum {string} */
            code: "sign-in-refused";
            values: {
                method: string;
                target: string;
                rule: {
                    id: string;
                    detail: string;
                };
            };
        } | {
            /** @enum {string} */
            code: "sign-in-action-refused";
            values: {
                action: string;
                method: string;
                path: string;
                rule: {
                    id: string;
                    detail: string;
                };
            };
        } | {
            /** @enum {string} */
            code: "caller-writes";
            values: {
                /** @enum {string} */
                role: "admin" | "support" | "allowed" | "visitor";
                subject: string | null;
                host: string;
                origin: string | null;
            };
        } | {
            /** @enum {string} */
            code: "caller-reads";
            values: {
                /** @enum {string} */
                role: "admin" | "support" | "allowed" | "visitor";
                subject: string | null;
                host: string;
                origin: string | null;
                hosts: string[];
                networks: string[];
                /** @enum {string} */
                brought: "credentials" | "pass";
                hasIdentity: boolean;
            };
        } | {
            /** @enum {string} */
            code: "caller-stays-out";
            values: {
                /** @enum {string} */
                role: "admin" | "support" | "allowed" | "visitor";
                subject: string | null;
                host: string;
                origin: string | null;
                rule: {
                    id: string;
                    detail: string;
                };
            };
        } | {
            /** @enum {string} */
            code: "pass-not-honoured";
            values: {
                origin: string;
            };
        } | {
            /** @enum {string} */
            code: "way-failed";
            values: {
                reason: string;
            };
        } | {
            /** @enum {string} */
            code: "break-glass-reaches";
            values: {
                instances: number;
            };
        } | {
            /** @enum {string} */
            code: "break-glass-unseen";
            values: {
                instances: string[];
            };
        } | {
            /** @enum {string} */
            code: "no-identity";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "instance-enforces";
            values: {
                /** @enum {string} */
                why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            };
        } | {
            /** @enum {string} */
            code: "instance-contested";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "instance-behind";
            values: {
                epoch: number;
                expected: number;
            };
        } | {
            /** @enum {string} */
            code: "instance-looser";
            values: {
                /** @enum {string} */
                mode: "open" | "read-only" | "closed";
                /** @enum {string} */
                asked: "open" | "read-only" | "closed";
                area: string | null;
                /** @enum {string} */
                why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            };
        } | {
            /** @enum {string} */
            code: "instance-other-secret";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "instance-other-policy";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "instance-draining";
            values: {
                writes: number;
                oldest: {
                    method: string;
                    path: string;
                    ageMs: number;
                } | null;
            };
        } | {
            /** @enum {string} */
            code: "instance-silent";
            values: {
                silentMs: number;
                /** @enum {string} */
                onStoreLost: "keep" | "read-only" | "closed";
                writes: number | null;
            };
        } | {
            /** @enum {string} */
            code: "instance-silent-forced";
            values: {
                silentMs: number;
                /** @enum {string} */
                mode: "open" | "read-only" | "closed";
                /** @enum {string} */
                why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            };
        } | {
            /** @enum {string} */
            code: "instance-silent-other";
            values: {
                silentMs: number;
                /** @enum {string} */
                other: "secret" | "policy";
            };
        } | {
            /** @enum {string} */
            code: "instance-fenced";
            values: {
                silentMs: number;
                /** @enum {string} */
                mode: "open" | "read-only" | "closed";
            };
        } | {
            /** @enum {string} */
            code: "instance-not-asked";
            values: {
                silentMs: number;
                /** @enum {string} */
                mode: "open" | "read-only" | "closed";
            };
        } | {
            /** @enum {string} */
            code: "effective-rule";
            values: {
                rule: {
                    site: components["schemas"]["ModeRule"];
                    areas: {
                        name: string;
                        rule: components["schemas"]["ModeRule"];
                    }[];
                    actionsFollowStrictest: boolean;
                };
                breakGlass: string[];
            };
        } | {
            /** @enum {string} */
            code: "upstream-down";
            values: {
                origin: string;
                problem: string;
            };
        } | {
            /** @enum {string} */
            code: "guard-closed";
            values: {
                name: string;
                since: number | null;
                by: string | null;
                reason: string;
            };
        } | {
            /** @enum {string} */
            code: "state-not-on-disk";
            values: {
                host: string;
                directory: string;
            };
        } | {
            /** @enum {string} */
            code: "closed-long";
            values: {
                hours: number;
            };
        } | {
            /** @enum {string} */
            code: "key-ends";
            values: {
                name: string;
                endsAt: number;
                hasEnded: boolean;
            };
        } | {
            /** @enum {string} */
            code: "webhooks-stuck";
            values: {
                webhook: string;
                failed: number;
                waiting: number;
                paused: {
                    at: number;
                    by: string;
                    reason: string;
                } | null;
            };
        } | {
            /** @enum {string} */
            code: "webhook-refused";
            values: {
                webhook: string;
                /** @enum {string} */
                why: "no-secret" | "full";
                secretFrom: string[];
                held: number;
                most: number;
            };
        } | {
            /** @enum {string} */
            code: "webhook-was-refused";
            values: {
                webhook: string;
                /** @enum {string} */
                why: "missing" | "twice" | "wrong" | "too-old" | "too-large" | "full" | "busy";
                count: number;
                lastAt: number;
                secretFrom: string[];
            };
        } | {
            /** @enum {string} */
            code: "webhook-waits";
            values: {
                webhook: string;
                since: number;
                attempts: number;
                status: number | null;
            };
        } | {
            /** @enum {string} */
            code: "nobody-restricted";
            values: {
                groups: string[];
                people: number;
            };
        } | {
            /** @enum {string} */
            code: "route-declared";
            values: {
                /** @enum {string} */
                access: "read" | "write";
            };
        } | {
            /** @enum {string} */
            code: "route-calls";
            values: {
                protocol: string;
            };
        } | {
            /** @enum {string} */
            code: "route-socket";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "route-exception";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "route-never-exception";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "route-protected";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "route-sensitive";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "lacks-identity";
            values: {
                hasIdentity: boolean;
            };
        } | {
            /** @enum {string} */
            code: "lacks-identity-and-path";
            values: {
                hasIdentity: boolean;
                hosts: string[];
                networks: string[];
            };
        } | {
            /** @enum {string} */
            code: "lacks-write-pass";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "lacks-role";
            values: {
                roles: ("admin" | "support" | "allowed" | "visitor")[];
            };
        } | {
            /** @enum {string} */
            code: "lacks-path";
            values: {
                hosts: string[];
                networks: string[];
                /** @enum {string} */
                other: "pass" | "sign-in";
            };
        } | {
            /** @enum {string} */
            code: "path-host";
            values: {
                host: string;
            };
        } | {
            /** @enum {string} */
            code: "path-network";
            values: {
                network: string;
            };
        } | {
            /** @enum {string} */
            code: "path-sign-in";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "reason";
            values: {
                reason: components["schemas"]["Reason"];
                /** @enum {string|null} */
                place: "destination" | "query-route" | "target" | null;
                values: {
                    [key: string]: string;
                };
            };
        } | components["schemas"]["LetInBy"] | {
            /** @enum {string} */
            code: "warning";
            values: {
                path: string;
                warning: components["schemas"]["Warning"];
                values: {
                    [key: string]: string;
                };
            };
        } | {
            /** @enum {string} */
            code: "request-method";
            values: {
                method: string;
            };
        } | {
            /** @enum {string} */
            code: "request-url";
            values: {
                url: string;
                meant: string | null;
            };
        } | {
            /** @enum {string} */
            code: "role-by-application";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "role-by-probe";
            values: {
                method: string;
                path: string;
            };
        } | {
            /** @enum {string} */
            code: "role-by-jwt";
            values: {
                issuer: string;
            };
        } | {
            /** @enum {string} */
            code: "role-by-header";
            values: {
                header: string;
            };
        } | {
            /** @enum {string} */
            code: "role-by-pass";
            values: {
                /** @enum {string} */
                scope: "read" | "write";
            };
        } | {
            /** @enum {string} */
            code: "role-by-name";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "role-by-group";
            values: {
                groups: string[];
            };
        } | {
            /** @enum {string} */
            code: "role-by-settings-right";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "audit-out-of-order";
            values: {
                expected: number;
            };
        } | {
            /** @enum {string} */
            code: "audit-unlinked";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "audit-edited";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "audit-unlike-its-seal";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "audit-forged-seal";
            values: Record<string, never>;
        } | {
            /** @enum {string} */
            code: "audit-cut";
            values: {
                end: number | null;
                sealed: number;
                goesOnIn: string | null;
            };
        } | {
            /** @enum {string} */
            code: "audit-cut-before";
            values: {
                end: number | null;
                from: number;
                goesOnIn: string;
            };
        } | {
            /** @enum {string} */
            code: "audit-not-the-end";
            values: {
                goesOnIn: string;
            };
        } | {
            /** @enum {string} */
            code: "break-glass-record";
            values: {
                /** @enum {string|null} */
                mode: "open" | "read-only" | "closed" | null;
                until: number | null;
                from: string | null;
                reason: string;
            };
        };
        ModeRule: {
            /** @enum {string} */
            mode: "open" | "read-only" | "closed";
            readers: ({
                /** @enum {string} */
                kind: "roles";
                roles: ("admin" | "support" | "allowed" | "visitor")[];
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "named";
                subjects: {
                    first: string[];
                    more: number;
                };
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "pass";
            } | {
                /** @enum {string} */
                kind: "write-pass";
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "health";
            } | {
                /** @enum {string} */
                kind: "sign-in";
            } | {
                /** @enum {string} */
                kind: "exceptions";
                routes: {
                    first: string[];
                    more: number;
                };
            })[];
            writers: ({
                /** @enum {string} */
                kind: "roles";
                roles: ("admin" | "support" | "allowed" | "visitor")[];
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "named";
                subjects: {
                    first: string[];
                    more: number;
                };
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "pass";
            } | {
                /** @enum {string} */
                kind: "write-pass";
                by: {
                    anywhere: boolean;
                    networks: string[];
                    hosts: string[];
                    ownPass: boolean;
                };
            } | {
                /** @enum {string} */
                kind: "health";
            } | {
                /** @enum {string} */
                kind: "sign-in";
            } | {
                /** @enum {string} */
                kind: "exceptions";
                routes: {
                    first: string[];
                    more: number;
                };
            })[];
            insidersOnly: {
                first: string[];
                more: number;
            };
            declaredReads: {
                /** @enum {string} */
                kind: "requests" | "calls" | "sockets" | "messages";
                routes: {
                    first: string[];
                    more: number;
                };
            }[];
        };
        /** @enum {string} */
        Reason: "http-version" | "method-no-token" | "hosts" | "alias-content-length" | "content-length-no-number" | "alias-transfer-encoding" | "transfer-encoding-unknown" | "content-lengths" | "transfer-encodings" | "length-and-encoding" | "transfer-encoding-old" | "no-host" | "host-no-name" | "target-form" | "method-refused" | "read-with-body" | "production-call" | "production-switch" | "no-leading-slash" | "two-leading-slashes" | "not-ascii" | "fragment" | "backslash" | "escape-invalid" | "escapes-deep" | "escape-control" | "escape-overlong" | "dot-segment" | "path-long" | "route-long" | "routes-many" | "targets-many" | "targets-deep" | "spellings-many" | "destinations" | "destination-no-path" | "no-path-here" | "method-case" | "alias-content-type" | "alias-content-encoding" | "content-types" | "encoded-slash" | "body-lost" | "fields-unreadable" | "body-asks-for" | "declared-write" | "operation-anywhere" | "upgrade-without-rule" | "upgrade-asks-for" | "method-asks-for" | "method-unknown" | "socket-messages" | "no-call" | "calls-many" | "call-of-unlisted" | "unlisted" | "grpc-method" | "grpc-type" | "grpc-query" | "path-without-slash" | "body-coding" | "trpc-method" | "trpc-query" | "next-headers" | "next-method" | "next-none" | "next-arguments" | "next-field" | "json-rpc-method" | "json-type" | "batch-empty" | "call-nameless" | "xml-rpc-method" | "xml-type" | "xml-encoding" | "xml-call" | "xml-multicall" | "xml-multicall-within" | "form-method" | "read-body" | "action-twice" | "action-none" | "actions-differ" | "action-cookie" | "graphql-none" | "json-surrogate" | "json-encoding" | "json-malformed" | "json-after-end" | "json-deep" | "json-containers" | "json-prototype" | "json-twice" | "json-names" | "json-lines" | "json-compressed" | "form-encoding" | "form-nul" | "form-many" | "form-escape" | "form-doubtful" | "form-semicolon" | "form-none" | "form-charset" | "multipart-boundary" | "multipart-start" | "multipart-many" | "multipart-boundary-after" | "multipart-end" | "multipart-boundary-line" | "multipart-after-end" | "multipart-head-end" | "multipart-head-encoding" | "multipart-head" | "multipart-name" | "multipart-type" | "multipart-within" | "multipart-charset" | "multipart-coding" | "multipart-length" | "multipart-part" | "multipart-encoded-word" | "type-malformed" | "body-encoding" | "type-differs" | "graphql-unreadable" | "graphql-limit" | "graphql-coding" | "graphql-header-twice" | "graphql-read-body" | "graphql-no-document" | "graphql-method" | "graphql-batch-and-url" | "graphql-ids" | "graphql-document" | "graphql-stored-write" | "graphql-undeclared" | "graphql-differs" | "graphql-types" | "graphql-no-operation" | "graphql-same-name" | "graphql-nameless" | "graphql-unselected" | "graphql-selected-missing" | "graphql-subscription" | "graphql-mutation" | "graphql-call-no-object" | "graphql-member" | "graphql-query-no-text" | "graphql-name-no-text" | "graphql-id-no-text" | "graphql-persisted" | "graphql-persisted-hash" | "graphql-extensions" | "graphql-extensions-many" | "graphql-extension" | "graphql-persisted-query" | "graphql-persisted-member" | "graphql-persisted-sha" | "graphql-text" | "graphql-batch-long" | "graphql-no-type" | "graphql-charset" | "graphql-type" | "graphql-parameter" | "graphql-semicolon" | "graphql-parameter-encoding" | "graphql-parameters-many" | "graphql-parameter-twice";
        LetInBy: {
            /** @enum {string} */
            code: "let-in-by";
            values: {
                /** @enum {string} */
                identity: "probe" | "jwt" | "header" | "operator" | "callback" | "pass" | "worker" | "assumed";
                name: string | null;
                isAlone: boolean;
                path: {
                    /** @enum {string} */
                    kind: "network" | "host" | "pass" | "loopback";
                    name: string;
                } | null;
            };
        };
        /** @enum {string} */
        Warning: "network-large" | "network-loopback" | "network-holds-proxy" | "role-alone" | "language-not-offered" | "language-without-texts" | "method-unknown" | "method-meant" | "named-rest" | "named-segment" | "link-plain-http" | "wide-exception" | "wide-webhook" | "webhook-lost" | "webhook-unverified" | "wide-read" | "never-loosens" | "one-segment" | "one-beginning" | "keys-plain-http" | "group-of-many" | "store-plain" | "deliveries-host" | "text-unknown" | "text-meant" | "texts-missing-more" | "texts-missing";
        Stillness: {
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            since: number | null;
            /** @enum {string|null} */
            direction: "on" | "off" | null;
            /** @enum {string|null} */
            phase: "announce" | "freeze" | "drain" | "guards" | "watch" | "checks" | "open-guards" | "open-mode" | "resume-workers" | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            phaseSince: number | null;
            conductedBy: string | null;
            databases: components["schemas"]["DatabaseStatus"][];
            workers: components["schemas"]["WorkerStatus"][];
            isSettled: boolean;
            missing: string[];
            named: string[];
            limits: string[];
            setback: {
                /** @enum {string} */
                kind: "not-opened" | "rolled-back" | "left-behind";
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                /** @enum {string} */
                phase: "announce" | "freeze" | "drain" | "guards" | "watch" | "checks" | "open-guards" | "open-mode" | "resume-workers";
                details: string[];
            } | null;
            decisions: ("go-on" | "cut" | "roll-back" | "try-again")[];
        };
        DatabaseStatus: {
            name: string;
            /** @enum {string} */
            state: "running" | "stopping" | "stopped" | "left" | "starting";
            problem: string | null;
            /** @enum {string|null} */
            guard: "not-installed" | "open" | "closing" | "closed" | "torn" | null;
            tables: string[];
            bookkeeping: string[];
            leftOut: string[];
            transactions: string[];
            holes: string[];
            givenUp: string | null;
            watch: components["schemas"]["DatabaseWatch"] | null;
        };
        DatabaseWatch: {
            since: number | null;
            tables: number;
            lastWrite: components["schemas"]["SeenWrite"] | null;
            alarms: components["schemas"]["SeenWrite"][];
            writes: components["schemas"]["SeenWrite"][];
            wroteBeforeClosing: components["schemas"]["SeenWrite"][];
            refusedCount: number | null;
            refused: {
                role: string;
                application: string;
                table: string | null;
                at: number;
            }[];
            sessions: {
                role: string | null;
                application: string;
                address: string | null;
                pids: number[];
                since: number | null;
                isDeclared: boolean | null;
            }[];
            notWatched: string[];
            transactionIds: number | null;
            walBytes: number | null;
        };
        SeenWrite: {
            table: string;
            /** @enum {string} */
            kind: "approved" | "bookkeeping" | "past-guard" | "unsure" | "open";
            /** @enum {string} */
            what: "rows" | "replaced" | "born" | "gone" | "unknown";
            rows: number;
            at: number;
            by: {
                role: string | null;
                application: string;
                pid: number | null;
                statement: string | null;
            }[];
            line: string;
        };
        WorkerStatus: {
            name: string;
            /** @enum {string} */
            state: "running" | "stopping" | "stopped" | "left" | "starting";
            problem: string | null;
            inHand: number | null;
            waiting: number | null;
            jobs: components["schemas"]["RunningJob"][];
            disobeying: components["schemas"]["RunningJob"][];
            processes: {
                id: string;
                host: string | null;
                processId: number | null;
                server: string;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                joinedAt: number;
                /** @enum {string|null} */
                obeys: "running" | "paused" | null;
                isSilent: boolean;
                problems: string[];
            }[] | null;
        };
        RunningJob: {
            name: string;
            id: string | null;
            since: number | null;
            by: string | null;
        };
        LockOutCheck: {
            ok: boolean;
            isSignInEnough: boolean;
            ways: {
                /** @enum {string} */
                way: "sign-in" | "credentials" | "pass" | "break-glass";
                ok: boolean;
                detail: string;
                detailSaid: components["schemas"]["Said"];
                /** @enum {boolean} */
                isUnknown?: true;
            }[];
            warnings: string[];
            warningsSaid: components["schemas"]["Said"][];
        } | null;
        TurnOn: {
            mode: components["schemas"]["Mode"];
            /**
             * @description Areas whose mode differs, by name
             * @default {}
             */
            areas: {
                [key: string]: components["schemas"]["Mode"];
            };
            /** @default {} */
            notice: {
                [key: string]: unknown;
            };
            reason: string;
            actor?: string;
            /** @default null */
            expected: {
                earliest: number;
                latest: number;
                nextUpdateAt: number | null;
            } | null;
            /** @default null */
            expires: {
                at: number;
                /** @enum {string} */
                then: "open";
            } | null;
            /** @default {} */
            proof: {
                /** @default null */
                credentials: {
                    host: string | null;
                    headers: string[];
                    address: string | null;
                } | null;
                /** @default null */
                passFor: string | null;
                /**
                 * Format: uri
                 * @default null
                 */
                passUrl: string | null;
                /** @default null */
                breakGlassToken: string | null;
            };
            /** @default false */
            force: boolean;
            /** @default false */
            anyway: boolean;
            expectedEpoch?: number;
        };
        Impact: {
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            since: number;
            requests: number;
            refused: number;
            unknown: number;
            routes: {
                method: string;
                route: string;
                refused: number;
                of: number;
            }[];
        };
        Preview: {
            id: string;
            languages: string[];
            colors: {
                light: {
                    accent: string;
                    paper: string;
                };
                dark: {
                    accent: string;
                    paper: string;
                };
            };
            json: {
                status: number;
                headers: {
                    [key: string]: string;
                };
                body?: unknown;
            };
            errorTexts: components["schemas"]["LocalizedText"];
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
        };
        WorkerToken: {
            value: string;
            expiresAt: number;
        } | null;
        ProcessReport: {
            fleet: string;
            id: string;
            host: string;
            processId: number;
            /** @enum {string} */
            obeys: "running" | "paused";
            workers: {
                name: string;
                /** @enum {string} */
                counts: "fleet" | "process" | "nobody";
                inHand: number | null;
                waiting: number | null;
                jobs: {
                    name: string;
                    id: string | null;
                    since: number | null;
                    by: string | null;
                }[];
                /** @default [] */
                stopped: {
                    name: string;
                    held: number;
                    skipped: number;
                }[];
                begun: {
                    name: string;
                    id: string | null;
                    since: number | null;
                    by: string | null;
                }[];
                problem: string | null;
            }[];
            isLeaving: boolean;
        };
        GatePass: {
            id: string;
            site: string;
            subject: string;
            /** @enum {string} */
            scope: "read" | "write";
            isTest: boolean;
            tokenHash: string;
            windowId: string | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            createdAt: number;
            createdBy: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            redeemedAt: number | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            revokedAt: number | null;
        };
        Settings: {
            page: {
                brand?: string;
                logo?: string;
                colors?: {
                    accent?: string;
                    accentDark?: string;
                };
                languages?: string[];
                texts?: {
                    [key: string]: {
                        [key: string]: string;
                    };
                };
                contact?: {
                    email?: string;
                    phone?: string;
                    url?: string;
                };
                timeZone?: string;
            };
            defaults: {
                message: components["schemas"]["LocalizedText"];
                button: {
                    label: components["schemas"]["LocalizedText"];
                    url: string;
                } | null;
            };
            production?: {
                text: components["schemas"]["LocalizedText"];
            };
        } | null;
        GateReport: {
            id: string;
            version: string;
            host: string;
            processId: number;
            epoch: number;
            policyDigest: string;
            secretDigest?: string;
            effectiveMode: components["schemas"]["Mode"];
            effectiveAreas: {
                [key: string]: "open" | "read-only" | "closed";
            };
            /** @enum {string} */
            why: "store" | "environment" | "break-glass" | "store-lost" | "disk" | "never-seen" | "contested";
            /** @enum {string} */
            onStoreLost: "keep" | "read-only" | "closed";
            leaseMs: number;
            clockOffsetMs: number;
            writesInFlight: {
                method: string;
                path: string;
                ageMs: number;
            }[];
            writesInFlightCount: number;
            runningWritesCount?: number;
            breakGlassSeen: string | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            startedAt: number;
            /** @enum {boolean} */
            takesProcesses?: false;
        };
        GateRecord: {
            chain: string;
            sequence: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            kind: string;
            actor: string;
            data: string;
            previousHash: string;
            hash: string;
        };
        GateSeal: {
            chain: string;
            sequence: number;
            hash: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            signature: string;
        };
        Webhook: {
            name: string;
            provider: string | null;
            /** @enum {string|null} */
            during: "hold" | "refuse" | "allow" | null;
            isVerified: boolean;
            lacksSecret: boolean;
            why: string;
            waiting: number;
            failed: number;
            onItsWay: number;
            bytes: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            oldestAt: number | null;
            delivered: number;
            dropped: number;
            duplicates: number;
            paused: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                by: string;
                reason: string;
            } | null;
            most: number | null;
        };
        HeldWebhook: {
            id: string;
            webhook: string;
            sequence: number;
            state: components["schemas"]["HeldState"];
            isVerified: boolean;
            bytes: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            receivedAt: number;
            isBehind: boolean;
            isSkipped: boolean;
            attempts: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            dueAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            leaseUntil: number | null;
            lastAttempt: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                status: number | null;
                problem: string | null;
            } | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            endedAt: number | null;
        };
        /** @enum {string} */
        HeldState: "waiting" | "failed" | "delivered" | "dropped";
        HeldContent: {
            method: string;
            target: string;
            headers: {
                name: string;
                value: string | null;
            }[];
            isMasked: boolean;
            body: string;
            /** @enum {string} */
            encoding: "text" | "base64";
            isCut: boolean;
        } | null;
        WebhookDecision: {
            /** @enum {string} */
            decision: "replay" | "skip" | "drop";
            id: string;
            reason: string;
            actor?: string;
        } | {
            /** @enum {string} */
            decision: "replay" | "skip" | "drop";
            webhook: string;
            /** @enum {string} */
            state: "waiting" | "failed";
            count?: number;
            reason: string;
            actor?: string;
        } | {
            /** @enum {string} */
            decision: "pause" | "resume";
            webhook: string;
            reason: string;
            actor?: string;
        };
        Pass: {
            id: string;
            site: string;
            subject: string;
            /** @enum {string} */
            scope: "read" | "write";
            isTest: boolean;
            fingerprint: string;
            windowId: string | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            createdAt: number;
            createdBy: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            redeemedAt: number | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            revokedAt: number | null;
        };
        CreatedPass: {
            pass: components["schemas"]["Pass"];
            link: string;
            isFromThisMachine: boolean;
            writesThere: boolean;
            pathsToWrite: string[];
            pathsToWriteSaid: components["schemas"]["Said"][];
        };
        CreatePass: {
            subject: string;
            /** @enum {string} */
            scope: "read" | "write";
            /** @default false */
            isTest: boolean;
            ttlMs: number;
            /**
             * Format: uri
             * @default null
             */
            url: string | null;
            actor?: string;
        };
        Insiders: {
            roles: {
                role: components["schemas"]["Role"];
                mayWrite: boolean;
                mayWriteAlone: boolean;
                from: string[];
                fromSaid: components["schemas"]["Said"][];
            }[];
            networks: {
                name: string;
                cidr: string;
            }[];
            adminHosts: string[];
            proxies: string[];
            addressHeader: string;
            allowedSubjects: string[];
            allowedWrite: boolean;
            whoGetsIn: {
                mode: components["schemas"]["Mode"];
                paths: {
                    /** @enum {string} */
                    kind: "anywhere" | "network" | "host" | "own-pass" | "this-machine";
                    names: string[];
                }[];
                people: {
                    /** @enum {string} */
                    kind: "admin" | "support" | "allowed" | "write-pass" | "read-pass" | "break-glass" | "visitor";
                    rights: ({
                        /** @enum {string} */
                        now: "none" | "read" | "write";
                        /** @enum {string} */
                        closed: "none" | "read" | "write";
                    } | null)[];
                    here: {
                        /** @enum {string} */
                        now: "none" | "read" | "write";
                        /** @enum {string} */
                        closed: "none" | "read" | "write";
                    } | null;
                }[];
            };
            you: {
                address: string | null;
                network: string | null;
            };
            inside: {
                subject: string;
                role: components["schemas"]["Role"];
                by: string;
                bySaid: components["schemas"]["LetInBy"] | null;
                reads: number;
                writes: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                firstAt: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                lastAt: number;
                address: string | null;
            }[];
            breakGlass: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                kind: string;
                actor: string;
                what: string;
                whatSaid: components["schemas"]["Said"];
            }[];
        };
        /** @enum {string} */
        Role: "admin" | "support" | "allowed" | "visitor";
        Traffic: {
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            now: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            since: number;
            minutes: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                allowed: number;
                refused: number;
                shut: number;
                bypassed: number;
                confirm: number;
            }[];
            topRefused: {
                method: string;
                route: string;
                rule: string;
                count: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                lastAt: number;
                reference: string | null;
            }[];
            recentBypasses: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                subject: string;
                role: components["schemas"]["Role"];
                method: string;
                path: string;
                by: string;
                bySaid: components["schemas"]["LetInBy"] | null;
                isWrite: boolean;
            }[];
            unnamedWrites: {
                method: string;
                route: string;
                count: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                firstAt: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                lastAt: number;
                suggestion: string;
            }[];
            others: number;
        };
        TrafficDecision: {
            number: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            method: string;
            path: string;
            host: string | null;
            clientAddress: string | null;
            /** @enum {string} */
            kind: "allow" | "refuse" | "confirm" | "hold" | "redirect" | "rewrite";
            /** @enum {string|null} */
            access: "read" | "write" | "unknown" | null;
            rule: {
                id: string;
                detail: string;
                detailSaid: components["schemas"]["Said"];
            };
            mode: components["schemas"]["Mode"];
            role: components["schemas"]["Role"];
            subject: string | null;
            reference: string | null;
        };
        RecordedDecision: {
            reference: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            method: string;
            path: string;
            host: string | null;
            clientAddress: string | null;
            decision: {
                kind: string;
                rule: {
                    id: string;
                    detail: string;
                    detailSaid: components["schemas"]["Said"];
                };
                epoch: number;
                mode: components["schemas"]["Mode"];
                standing: {
                    role: components["schemas"]["Role"];
                    subject: string | null;
                    /** @enum {string} */
                    scope: "none" | "read" | "write";
                    /** @enum {string} */
                    byPass?: "read" | "write";
                };
            };
            missing: string | null;
            missingSaid: components["schemas"]["Said"];
        };
        Explanation: {
            method: string;
            target: string;
            nearMethod: string | null;
            host: string | null;
            clientAddress: string | null;
            access: string;
            calls: {
                access: string;
                names: string[];
                why?: string;
                whySaid?: components["schemas"]["Said"];
            } | null;
            routes: {
                match: string;
                says: string[];
                saysSaid: components["schemas"]["Said"][];
                why: string;
            }[];
            lacksBody: boolean;
            readings: string[];
            mode: components["schemas"]["Mode"];
            decision: {
                kind: string;
            } & {
                [key: string]: unknown;
            };
            missing: string | null;
            missingSaid: components["schemas"]["Said"];
            effectiveRule: string;
            effectiveRuleSaid: components["schemas"]["Said"];
        };
        Explain: {
            method: string;
            url: string;
            /** @default [] */
            headers: string[];
            /** @default null */
            address: string | null;
            /** @default null */
            body: string | null;
            /** @default null */
            as: {
                role: components["schemas"]["Role"];
                subject: string;
            } | null;
            mode?: components["schemas"]["Mode"] & (string | null);
        };
        Ledger: {
            windowId: string | null;
            windows: {
                windowId: string;
                entries: number;
                refused: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                firstAt: number;
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                lastAt: number;
            }[];
            entries: components["schemas"]["LedgerEntry"][];
        };
        LedgerEntry: {
            method: string;
            route: string;
            actor: string;
            rule: string;
            count: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            firstAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            lastAt: number;
            reference: string | null;
        };
        Policy: {
            effectiveRule: string;
            effectiveRuleSaid: components["schemas"]["Said"];
            rules: {
                open: string;
                "read-only": string;
                closed: string;
            };
            rulesSaid: {
                open: components["schemas"]["Said"];
                "read-only": components["schemas"]["Said"];
                closed: components["schemas"]["Said"];
            };
            file: string | null;
            preset: string | null;
            digest: string;
            warnings: string[];
            warningsSaid: components["schemas"]["Said"][];
            values: components["schemas"]["PolicyValue"][];
            routes: {
                match: string;
                host: string | null;
                says: string[];
                saysSaid: components["schemas"]["Said"][];
                why: string;
                isOfPreset: boolean;
                examples: string[];
            }[];
            areas: {
                name: string;
                title: components["schemas"]["LocalizedText"];
                routes: string[];
            }[];
            beyondHttp: {
                databases: {
                    name: string;
                    /** @enum {string} */
                    engine: "postgres" | "sqlite";
                    areas: {
                        area: string;
                        tables: string[];
                    }[];
                }[];
                workers: {
                    name: string;
                    /** @enum {string} */
                    source: "connect" | "processes" | "command";
                    areas: string[] | null;
                }[];
            };
        };
        PolicyValue: {
            path: string;
            value?: unknown;
            /** @enum {string} */
            from: "file" | "program" | "preset" | "default" | "settings" | "command-line";
        };
        TestedRequest: {
            method: string;
            url: string;
            access: string;
            areas: string[];
            routes: string[];
            outcomes: {
                open: {
                    kind: string;
                    rule: string;
                };
                "read-only": {
                    kind: string;
                    rule: string;
                };
                closed: {
                    kind: string;
                    rule: string;
                };
            };
            problem: string | null;
            problemSaid: components["schemas"]["Said"];
        };
        StoredSettings: {
            settings: components["schemas"]["Settings"];
            epoch: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            changedAt: number | null;
            changedBy: string | null;
            file: {
                brand?: string;
                logo?: string;
                colors?: {
                    accent?: string;
                    accentDark?: string;
                };
                languages?: string[];
                texts?: {
                    [key: string]: {
                        [key: string]: string;
                    };
                };
                contact?: {
                    email?: string;
                    phone?: string;
                    url?: string;
                };
                timeZone?: string;
            };
            knownLanguages: string[];
        };
        Production: {
            on: boolean;
            epoch: number;
            changed: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                actor: string;
                reason: string;
            } | null;
            preset: string | null;
            rules: {
                restricted: {
                    groups: string[] | null;
                    exceptGroups: string[];
                    exceptRoles: components["schemas"]["Role"][];
                    anonymous: boolean;
                };
                refused: {
                    match: string;
                    /** @enum {string} */
                    for: "everybody" | "restricted";
                    why: string;
                }[];
                calls: string[];
                switches: {
                    /** @enum {string} */
                    in: "query" | "cookie" | "header" | "path";
                    name: string;
                    /** @enum {string} */
                    for: "everybody" | "restricted";
                }[];
                business: string[];
                removeHeaders: string[];
                hidesControls: boolean;
                text: components["schemas"]["LocalizedText"];
            } | null;
            seen: {
                people: number;
                groups: {
                    group: string;
                    people: number;
                }[];
            };
            refused: {
                /**
                 * @description Milliseconds since 1970
                 * @example 1763700000000
                 */
                at: number;
                method: string;
                path: string;
                host: string | null;
                clientAddress: string | null;
                rule: {
                    id: string;
                    detail: string;
                    detailSaid: components["schemas"]["Said"];
                };
                reference: string | null;
            }[];
        };
        Incident: {
            id: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
            method: string;
            path: string;
            status: number;
            /** @enum {string} */
            channel: "page" | "text" | "json" | "json-rpc" | "xml-rpc" | "graphql" | "exception";
            name: string | null;
        };
        IncidentOriginal: {
            original: string;
            /** @enum {string} */
            encoding: "utf8" | "base64";
            isCut: boolean;
            subject: string | null;
            role: components["schemas"]["Role"];
            clientAddress: string | null;
        } | null;
        AuditRecord: {
            chain: string;
            sequence: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            at: number;
            kind: string;
            actor: string;
            data: string;
            bySaid: components["schemas"]["LetInBy"] | null;
            previousHash: string;
            hash: string;
        };
        AuditVerification: {
            records: number;
            chains: number;
            seals: number;
            findings: {
                chain: string;
                sequence: number;
                problem: string;
                problemSaid: components["schemas"]["Said"];
            }[];
        };
        RunningVerification: {
            running: {
                checked: number;
                total: number;
                elapsedMs: number;
            } | null;
        };
        SignInOptions: {
            site: string;
            brand: string;
            firstRun: boolean;
            password: boolean;
            provider: string | null;
        };
        SignInResult: {
            /** @enum {string} */
            kind: "signed-in";
            session: components["schemas"]["Session"];
        } | {
            /** @enum {string} */
            kind: "code-needed";
        };
        Session: {
            operator: {
                id: string;
                name: string;
                role: components["schemas"]["OperatorRole"];
            };
            scopes: components["schemas"]["ControlScope"][];
            token: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            confirmedUntil: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
            hasPassword: boolean;
            /** @enum {string} */
            secondFactor: "none" | "confirmed";
            recoveryCodesLeft: number;
            address: string | null;
        };
        /** @enum {string} */
        OperatorRole: "viewer" | "support" | "operator" | "owner";
        /** @enum {string} */
        ControlScope: "read" | "switch" | "settings" | "passes" | "audit" | "workers" | "gate";
        SecondFactorSecret: {
            secret: string;
            uri: string;
        };
        OperatorSession: {
            id: string;
            isThis: boolean;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            createdAt: number;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            seenAt: number;
            address: string | null;
            userAgent: string;
        };
        Operator: {
            id: string;
            name: string;
            role: components["schemas"]["OperatorRole"];
            /** @enum {string} */
            state: "active" | "invited" | "disabled";
            /** @enum {string} */
            signsInWith: "password" | "provider" | "nothing-yet";
            secondFactor: boolean;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            createdAt: number;
            createdBy: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            seenAt: number | null;
            sessions: number;
            version: number;
        };
        Invitation: {
            operator: components["schemas"]["Operator"];
            code: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
        };
        EnrolmentCode: {
            code: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number;
            link: string | null;
        };
        ApiKey: {
            id: string;
            name: string;
            fingerprint: string;
            scopes: components["schemas"]["ControlScope"][];
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            createdAt: number;
            createdBy: string;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            expiresAt: number | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            revokedAt: number | null;
            /**
             * @description Milliseconds since 1970
             * @example 1763700000000
             */
            lastUsedAt: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
