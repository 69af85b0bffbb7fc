# One node. The web client is built in, so that every node of a version sends the same files.
FROM node:26-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY tsconfig.json vite.config.ts ./
COPY scripts scripts
COPY migrations migrations
COPY src src
RUN node scripts/prepare.ts && mkdir /data && chown node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# The process gets the signal itself: npm in between would not pass it on.
CMD ["node", "src/main.ts"]
